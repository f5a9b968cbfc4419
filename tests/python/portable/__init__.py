"""Every portable macro, run on the two engines and compared."""
