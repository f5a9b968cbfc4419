"""What an expression may be: one way of passing a name on in each module."""
