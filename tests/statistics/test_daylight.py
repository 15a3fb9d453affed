"""Day length against printed tables, and against another published series for where the sun stands."""

import numpy as np
import pytest

from missing_audit.statistics.daylight import day_length


class TestDayLength:
    """Hours from sunrise to sunset."""

    @pytest.mark.parametrize(("place", "latitude", "day", "hours", "minutes"), [
        # Lengths of the day printed for London.
        ("London, 1 January", 51.51, 1, 7, 55), ("London, 15 January", 51.51, 15, 8, 20),
        ("London, 31 January", 51.51, 31, 9, 6), ("London, 15 February", 51.51, 46, 9, 59),
        ("London, 2 October", 51.51, 275, 11, 35), ("London, 22 December", 51.51, 356, 7, 50),
        # From sunrise to sunset as forecast for 18 December 2015: 8:39 to 15:39, and 9:06 to 14:56.
        ("Edinburgh, 18 December", 55.95, 352, 7, 0), ("Lerwick, 18 December", 60.15, 352, 5, 50),
    ])
    def test_printed_tables(self, place, latitude, day, hours, minutes):
        """Within six minutes; the model's authors claim seven up to 60 degrees."""
        assert day_length(day, latitude) == pytest.approx(hours + minutes / 60, abs=0.1), place

    @pytest.mark.parametrize("latitude", [49, 53.5, 58, 61])
    def test_another_series(self, latitude):
        """Spencer's Fourier series for the declination, with the sun's rim and refraction at the horizon."""
        day = np.arange(1, 366)
        g = 2 * np.pi * (day - 0.5) / 365
        tilt = (0.006918 - 0.399912 * np.cos(g) + 0.070257 * np.sin(g) - 0.006758 * np.cos(2 * g)
                + 0.000907 * np.sin(2 * g) - 0.002697 * np.cos(3 * g) + 0.00148 * np.sin(3 * g))
        north = np.radians(latitude)
        angle = (np.cos(np.radians(90.8333)) - np.sin(north) * np.sin(tilt)) / (np.cos(north) * np.cos(tilt))
        np.testing.assert_allclose(day_length(day, latitude), 2 * np.degrees(np.arccos(angle)) / 15, atol=0.15)

    def test_nearly_one_wave(self):
        """One annual wave explains 99.9% of it, which is why the two never stand in one model."""
        day = np.arange(365)
        y, angle = day_length(day + 1, 53.8), 2 * np.pi * (day + 0.5) / 365
        x = np.column_stack([np.ones(365), np.cos(angle), np.sin(angle)])
        left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        assert 1 - left.var() / y.var() == pytest.approx(0.999, abs=0.001)

    def test_never_dark(self):
        """North of the polar circle the midsummer sun does not set."""
        assert day_length(172, 70) == 24
        assert day_length(355, 70) == 0
