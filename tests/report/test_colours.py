"""Whether readers who do not see all colours can tell the colours of the figures apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from sos_sim.show.style import BASE_COLOUR, BETTER, POLICY_COLOURS, UNCLEAR, WORSE

# What is left of linear RGB at full severity (Machado, Oliveira and Fernandes 2009, table 1).
SIGHT = {
    "all colours": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
# A just noticeable difference is about 2.3 in Lab; lines and dots need several times that.
FAR_ENOUGH = 10.0


def lab(colour, sight):
    """Give the place of a colour in Lab (CIE 1976, white D65) as somebody sees it."""
    screen = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    light = np.where(screen <= 0.04045, screen / 12.92, ((screen + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(SIGHT[sight] @ light, 0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(first, second, sight):
    return float(np.linalg.norm(lab(first, sight) - lab(second, sight)))


@pytest.mark.parametrize("sight", SIGHT)
def test_every_two_scenarios_of_a_figure_can_be_told_apart(sight):
    distances = {pair: apart(*pair, sight) for pair in combinations((BASE_COLOUR, *POLICY_COLOURS), 2)}
    assert min(distances.values()) > FAR_ENOUGH, min(distances, key=distances.get)


@pytest.mark.parametrize("sight", SIGHT)
def test_better_worse_and_unclear_can_be_told_apart(sight):
    assert min(apart(*pair, sight) for pair in combinations((BETTER, WORSE, UNCLEAR), 2)) > FAR_ENOUGH


def test_the_measure_sees_that_red_and_green_of_one_lightness_merge_without_red_cones():
    red, green = "#C00000", "#4E5800"
    assert apart(red, green, "all colours") > 4 * apart(red, green, "protanopia")
    assert apart("#000000", "#FFFFFF", "all colours") == pytest.approx(100, abs=0.1)
