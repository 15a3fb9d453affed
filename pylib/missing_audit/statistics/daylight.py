"""How long the day is, by latitude and day of the year."""

from __future__ import annotations

import numpy as np

__all__ = ["day_length"]

_BELOW = 0.8333
"""Degrees of the sun's centre under the horizon at sunrise and sunset: half its width, and refraction."""


def day_length(day: np.ndarray | float, latitude: float) -> np.ndarray:
    """Hours from sunrise to sunset, by the CBM model [@forsythe1995].

    Its authors found it right to within a minute below 40 degrees of latitude, and to within seven minutes up to 60.

    Parameters
    ----------
    day
        Day of the year; 1 is 1 January.
    latitude
        Degrees north.

    Returns
    -------
    ndarray
        Hours, in the shape of `day`.

    Examples
    --------
    >>> day_length(np.array([172, 355]), 51.5).round(1).tolist()
    [16.6, 7.8]
    """
    orbit = 0.2163108 + 2 * np.arctan(0.9671396 * np.tan(0.00860 * (np.asarray(day, dtype=float) - 186)))
    declination = np.arcsin(0.39795 * np.cos(orbit))
    north = np.radians(latitude)
    hour = (np.sin(np.radians(_BELOW)) + np.sin(north) * np.sin(declination)) / (np.cos(north) * np.cos(declination))
    return 24 - 24 / np.pi * np.arccos(np.clip(hour, -1, 1))
