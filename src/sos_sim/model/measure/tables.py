"""The numbers of the measurement model: levels, spreads, noise, sizes, cut points and colours.

Rates (CHRO, SUSP, CCI, GRAD) live on the angle z = arcsin(sqrt(p)); ELA and MATH in points of distance from
standard. Columns follow ``INDICATORS``, rows of groups follow ``GROUPS``, types follow ``TYPES``.
"""

from __future__ import annotations

import numpy as np

from sos_sim.world.districts import GROUPS, INDICATORS

ALL = len(GROUPS)
N_INDICATORS = len(INDICATORS)
ELA, MATH, CHRO, SUSP, CCI, GRAD = range(N_INDICATORS)
POINTS = (ELA, MATH)
START_YEAR = 2017
N_COUNTIES = 58

# +1 where more is better, -1 where less is better.
DIRECTION = np.array([1.0, 1.0, -1.0, -1.0, 1.0, 1.0])
# One student standard deviation of a rate, on the angle: dp / sqrt(p (1 - p)) = 2 dz.
ANGLE_PER_SD = 0.5

# Section 2 of the measurement model, fitted to 2023-24 (graduation: 2017-18).
LN_ENROLMENT_CENTRE = 7.5
UPP_CENTRE = 0.6
TYPE_OFFSET = np.array(
    [
        [9.5, 20.3, -0.054, -0.041, 0.0, 0.0],
        [4.8, -42.0, 0.0, 0.037, 0.0, -0.035],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    ]
)
SIZE_SLOPE = np.array([3.99, 3.92, 0.0027, 0.0009, 0.0196, -0.0176])
# Variances of chronic absence come from the recovery of 2023-24, when it spread out.
_BEFORE_RECOVERY = np.array([1.0, 1.0, 0.82, 1.0, 1.0, 1.0])
DISTRICT_SD = np.array([19.1, 21.2, 0.069, 0.045, 0.074, 0.053]) * _BEFORE_RECOVERY
COUNTY_SD = np.array([9.4, 10.0, 0.054, 0.025, 0.047, 0.034]) * _BEFORE_RECOVERY
GROUP_SD = np.array([15.0, 16.8, 0.050, 0.033, 0.061, 0.048]) * _BEFORE_RECOVERY
PERSISTENCE = np.array([0.988, 0.992, 0.955, 0.964, 0.978, 0.961])
SMALL_DISTRICT = np.array([171.0, 145.0, 1.19, 0.39, 1.34, 0.41]) * _BEFORE_RECOVERY
SMALL_DISTRICT_PERSISTENCE = 0.85
SMALL_GROUP = np.array([115.0, 128.0, 0.49, 0.30, 0.34, 0.24]) * _BEFORE_RECOVERY
SMALL_GROUP_PERSISTENCE = np.array([0.70, 0.70, 0.95, 0.95, 0.95, 0.95])
YEAR_SHOCK_LARGE = np.array([1.15, 1.08, 0.0091, 0.0040, 0.0040, 0.0061]) * _BEFORE_RECOVERY
YEAR_SHOCK_SMALL = np.array([40.0, 30.0, 0.35, 0.25, 0.0, 0.0]) * _BEFORE_RECOVERY
GROUP_YEAR_SHOCK = np.array([0.96, 0.75, 0.0046, 0.0043, 0.0068, 0.0051]) * _BEFORE_RECOVERY
# Sampling noise of a mean of points: this over sqrt(pupils); rates are binomial.
POINTS_NOISE = np.array([64.0, 59.0])

# The same district, or the same group of it, stands out together across indicators.
ACROSS_INDICATORS = np.array(
    [
        [1.00, 0.93, -0.52, -0.47, 0.62, 0.35],
        [0.93, 1.00, -0.52, -0.48, 0.62, 0.30],
        [-0.52, -0.52, 1.00, 0.40, -0.38, -0.40],
        [-0.47, -0.48, 0.40, 1.00, -0.32, -0.25],
        [0.62, 0.62, -0.38, -0.32, 1.00, 0.35],
        [0.35, 0.30, -0.40, -0.25, 0.35, 1.00],
    ]
)
ELA_MATH_YEAR_SHOCK = 0.73
ELA_MATH_PUPILS = 0.65

# Level of each group in a unified district of 1,800 pupils with UPP .6, state level of 2018; points and
# percent.
GROUP_LEVEL = np.array(
    [
        [-51.0, -92.3, 15.0, 6.1, 21.0, 91.1],
        [-27.6, -62.7, 14.5, 6.2, 19.3, 88.4],
        [39.8, 24.9, 2.0, 1.5, 63.1, 96.6],
        [-44.7, -67.3, 6.0, 3.7, 12.3, 84.5],
        [38.6, 6.2, 2.1, 1.6, 56.0, 97.0],
        [-76.7, -108.0, 18.2, 11.2, 9.6, 76.7],
        [-34.3, -69.1, 9.2, 3.8, 29.2, 92.4],
        [-58.5, -89.0, 23.1, 6.6, 13.8, 86.5],
        [7.2, -22.6, 7.8, 3.7, 43.7, 94.2],
        [-37.7, -72.0, 16.0, 4.6, 21.5, 89.3],
        [-21.9, -54.1, 11.2, 4.7, 29.2, 91.7],
        [-109.0, -135.1, 13.9, 6.6, 6.0, 79.7],
        [1.2, -27.5, 7.2, 3.6, 42.1, 93.8],
    ]
)
UPP_SLOPE = np.array(
    [
        [-94.0, -105.0, 0.258, 0.083, -0.240, -0.144],
        [-94.0, -110.0, 0.184, 0.064, -0.237, -0.125],
        [-112.0, -144.0, 0.178, 0.058, -0.327, -0.140],
        [-81.0, -105.0, 0.120, 0.053, -0.186, -0.100],
        [-76.0, -94.0, 0.151, 0.042, -0.230, -0.113],
        [-83.0, -97.0, 0.101, 0.017, -0.229, -0.119],
        [-81.0, -91.0, 0.134, 0.049, -0.177, -0.098],
        [-66.0, -76.0, 0.061, 0.012, -0.172, -0.099],
        [-122.0, -145.0, 0.290, 0.112, -0.313, -0.143],
        [-90.0, -105.0, 0.192, 0.056, -0.234, -0.123],
        [-75.0, -88.0, 0.100, 0.041, -0.180, -0.085],
        [-98.0, -110.0, 0.185, 0.066, -0.224, -0.144],
        [-110.0, -129.0, 0.245, 0.108, -0.334, -0.170],
    ]
)

# State change from 2017 to 2018 (2016 to 2017: none). It stays; later years add shocks of one year.
CHANGE_TO_2018 = np.array([3.0, 3.0, 0.003, -0.003, 0.0, 0.007])
# Spread of the yearly state change, common to all groups and of each group besides.
STATE_CHANGE_SD = np.array([2.5, 2.5, 0.010, 0.004, 0.015, 0.010])
STATE_CHANGE_GROUP_SD = np.array([1.5, 1.5, 0.007, 0.002, 0.007, 0.009])

# Section 3: spread of the yearly change of ln pupils; homeless and foster counts move more.
SIZE_CHANGE_SD = 0.04
SIZE_CHANGE_SD_MOBILE = 0.20
SIZE_COUNT_NOISE = 1.1
# Assumption: keeps group sizes near those of the start over decades.
SIZE_PERSISTENCE = 0.90
MOBILE_GROUPS = (GROUPS.index("FOS"), GROUPS.index("HOM"))

# Status cut points [indicator, type, boundary between levels 1|2, 2|3, 3|4, 4|5], points and percent.
STATUS_CUTS = np.array(
    [
        [[-70.0, -5.0, 10.0, 45.0], [-45.0, 0.0, 30.0, 75.0], [-70.0, -5.0, 10.0, 45.0]],
        [[-95.0, -25.0, 0.0, 35.0], [-115.0, -60.0, 0.0, 25.0], [-95.0, -25.0, 0.0, 35.0]],
        [[20.0, 10.0, 5.0, 2.5], [20.0, 10.0, 5.0, 2.5], [20.0, 10.0, 5.0, 2.5]],
        [[6.0, 3.0, 1.5, 0.5], [9.0, 6.0, 3.5, 1.5], [8.0, 4.5, 2.5, 1.0]],
        [[10.0, 35.0, 55.0, 70.0], [10.0, 35.0, 55.0, 70.0], [10.0, 35.0, 55.0, 70.0]],
        [[68.0, 80.0, 90.5, 95.0], [68.0, 80.0, 90.5, 95.0], [68.0, 80.0, 90.5, 95.0]],
    ]
)
# In 2017 and 2018 graduation was very low below 67 percent.
GRADUATION_LOWEST_CUT_TO_2018 = 67.0
# Change cut points [indicator, type, boundary].
CHANGE_CUTS = np.array(
    [
        [[-15.0, -3.0, 3.0, 15.0], [-15.0, -3.0, 3.0, 15.0], [-15.0, -3.0, 3.0, 15.0]],
        [[-15.0, -3.0, 3.0, 15.0], [-15.0, -3.0, 3.0, 15.0], [-15.0, -3.0, 3.0, 15.0]],
        [[3.0, 0.5, -0.5, -3.0], [3.0, 0.5, -0.5, -3.0], [3.0, 0.5, -0.5, -3.0]],
        [[2.0, 0.3, -0.3, -2.0], [3.0, 0.5, -0.5, -3.0], [2.0, 0.3, -0.3, -2.0]],
        [[-9.0, -2.0, 2.0, 9.0], [-9.0, -2.0, 2.0, 9.0], [-9.0, -2.0, 2.0, 9.0]],
        [[-5.0, -1.0, 1.0, 5.0], [-5.0, -1.0, 1.0, 5.0], [-5.0, -1.0, 1.0, 5.0]],
    ]
)

# Colours 1 red, 2 orange, 3 yellow, 4 green, 5 blue: rows are status levels 1 to 5, columns change levels 1
# to 5.
_ACHIEVEMENT = [[1, 1, 1, 2, 2], [2, 2, 2, 3, 3], [3, 3, 3, 4, 4], [4, 4, 4, 4, 5], [4, 4, 5, 5, 5]]
_RATE = [[1, 1, 1, 2, 3], [1, 2, 2, 3, 3], [2, 2, 3, 4, 4], [2, 3, 4, 4, 5], [3, 4, 5, 5, 5]]
# The cells (5, 1) of suspension and graduation cannot occur (a change that large leaves the level), so CDE
# gives them no colour; the value here only keeps the table monotone.
_GRADUATION = [[1, 1, 1, 1, 1], [1, 2, 2, 3, 3], [2, 2, 3, 4, 4], [2, 3, 4, 4, 5], [5, 5, 5, 5, 5]]
COLOURS = np.array([_ACHIEVEMENT, _ACHIEVEMENT, _RATE, _RATE, _RATE, _GRADUATION], dtype=np.uint8)

# Groups with fewer pupils use the grid of three change levels.
SMALL_GRID_PUPILS = 150
# Foster and homeless groups count from this size since 2018.
MINIMUM_MOBILE_GROUP = 15
# Student groups smaller than this at the start are left out of a run.
KEPT_FROM_PUPILS = 11

YEARS_WITHOUT_DASHBOARD = (2020, 2021)
STATUS_ONLY_YEAR = 2022

# Definitions: below this shortfall of all students, in student SD, and nearer than this to 0 or 1, a ratio of
# shortfalls and log odds grow without bound and say nothing of a district.
LEAST_SHORTFALL = 0.2
RATE_EDGE = 0.01

# Equity targeting (lever): groups that effort goes to first (+) and last (-).
EQUITY_TILT = np.array(
    [0.5 if group in ("AA", "AI", "EL", "FOS", "HI", "HOM", "PI", "SED", "SWD") else -0.5 for group in GROUPS]
)
