"""Single official figures that may be stated without the files they come from.

Lists: Department of Education, assistance status of December 2017 and 2018, both members of a joint report
counted. Successive changes: academic indicator of 2023 to 2025, all students. Leaders: Grissom and Andersen
(2012), 215 California districts followed from 2006 to 2009.
"""

from __future__ import annotations

STUDIED_DISTRICTS = 215
"""Districts in the sample of Grissom and Andersen."""

LARGEST = 0.1
"""Share of districts they count as the largest."""

PUBLISHED: dict[str, float] = {
    "districts 2017": 229,
    "districts 2018": 344,
    "groups per listed district 2017": 1.45,
    "groups per listed district 2018": 1.99,
    "share with one group 2017": 0.72,
    "share with one group 2018": 0.48,
    "2017 rate, to 300": 0.02,
    "2017 rate, 301-1,000": 0.19,
    "2017 rate, 1,001-2,500": 0.32,
    "2017 rate, 2,501-10,000": 0.31,
    "2017 rate, over 10,000": 0.45,
    "2018 rate, to 300": 0.08,
    "2018 rate, 301-1,000": 0.20,
    "2018 rate, 1,001-2,500": 0.44,
    "2018 rate, 2,501-10,000": 0.46,
    "2018 rate, over 10,000": 0.73,
    "2017 rate, elementary": 0.15,
    "2017 rate, high": 0.29,
    "2017 rate, unified": 0.37,
    "2018 rate, elementary": 0.20,
    "2018 rate, high": 0.59,
    "2018 rate, unified": 0.56,
    "2017 rate, UPP quintile 1": 0.10,
    "2017 rate, UPP quintile 2": 0.21,
    "2017 rate, UPP quintile 3": 0.30,
    "2017 rate, UPP quintile 4": 0.32,
    "2017 rate, UPP quintile 5": 0.29,
    "2018 rate, UPP quintile 1": 0.15,
    "2018 rate, UPP quintile 2": 0.37,
    "2018 rate, UPP quintile 3": 0.44,
    "2018 rate, UPP quintile 4": 0.47,
    "2018 rate, UPP quintile 5": 0.40,
    "2017 districts with SWD": 164,
    "2017 districts with HOM": 46,
    "2017 districts with FOS": 42,
    "2017 districts with AA": 27,
    "2017 districts with EL": 19,
    "2017 districts with SED": 12,
    "2017 districts with HI": 5,
    "2017 districts with WH": 4,
    "2017 districts with AI": 8,
    "2018 districts with SWD": 220,
    "2018 districts with HOM": 137,
    "2018 districts with FOS": 97,
    "2018 districts with AA": 56,
    "2018 districts with EL": 45,
    "2018 districts with SED": 41,
    "2018 districts with HI": 24,
    "2018 districts with WH": 24,
    "2018 districts with AI": 21,
    "2017 share with P4": 0.89,
    "2017 share with P5": 0.28,
    "2017 share with P6": 0.89,
    "2018 share with P4": 0.66,
    "2018 share with P5": 0.67,
    "2018 share with P6": 0.65,
    "2018 share with P8": 0.31,
    "again, of those listed": 0.59,
    "new, of those not listed": 0.29,
    "again, 301 to 2,500 pupils": 0.31,
    "again, over 2,500 pupils": 0.76,
    "same group again, SWD": 0.46,
    "same group again, HOM": 0.54,
    "same group again, FOS": 0.40,
    "same group again, AA": 0.41,
    "ELA successive changes, all": -0.26,
    "ELA successive changes, over 2,500 pupils": -0.12,
    "leader left within three years, all": 0.45,
    "leader left within three years, largest tenth": 0.71,
}
"""Official figure by fact."""
