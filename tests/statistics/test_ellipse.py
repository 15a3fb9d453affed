"""The range of amplitudes and peaks over an ellipse, against a walk around it."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from missing_audit.statistics.ellipse import amplitudes, distance, phases

THETA = np.linspace(0, 2 * np.pi, 40_001)
coordinate = st.floats(-3, 3).map(lambda x: round(x, 3))
spread = st.floats(0.05, 2)
ellipses = st.tuples(coordinate, coordinate, spread, spread, st.floats(-0.95, 0.95), st.floats(0.1, 9))


def rim(shape):
    """Centre, covariance, bound, and points all around."""
    a, b, s, t, r, bound = shape
    centre, spread = np.array([a, b]), np.array([[s * s, r * s * t], [r * s * t, t * t]])
    size, direction = np.linalg.eigh(spread)
    points = centre[:, None] + direction @ (np.sqrt(bound * size)[:, None] * [np.cos(THETA), np.sin(THETA)])
    return centre, spread, bound, points


class TestAmplitudes:
    """Least and greatest distance from the origin."""

    @given(ellipses)
    def test_brute_force(self, shape):
        """As found by walking around the rim; 0 where the origin is inside."""
        centre, spread, bound, points = rim(shape)
        assume(abs(distance(centre, spread) / bound - 1) > 1e-3)
        low, high = amplitudes(centre, spread, bound)
        sizes = np.hypot(*points)
        assert high == pytest.approx(sizes.max(), rel=1e-4)
        inside = distance(centre, spread) <= bound
        assert low == pytest.approx(0 if inside else sizes.min(), rel=1e-3, abs=1e-3)

    @given(ellipses)
    def test_coherent_with_the_test(self, shape):
        """No amplitude at all is left out exactly where the distance from it passes the bound."""
        centre, spread, bound, _ = rim(shape)
        assert (amplitudes(centre, spread, bound)[0] > 0) == (distance(centre, spread) > bound)

    def test_circle_around_the_origin(self):
        """Every direction alike."""
        assert amplitudes(np.zeros(2), np.eye(2) * 4, 1.0) == pytest.approx((0, 2))


class TestPhases:
    """First and last angle under which it is seen."""

    @given(ellipses)
    def test_brute_force(self, shape):
        """As found by walking around the rim; nothing where the origin is inside."""
        centre, spread, bound, points = rim(shape)
        assume(abs(distance(centre, spread) / bound - 1) > 1e-3)
        if distance(centre, spread) <= bound:
            assert phases(centre, spread, bound) is None
            return
        own = np.arctan2(centre[1], centre[0])
        seen = (np.arctan2(points[1], points[0]) - own + np.pi) % (2 * np.pi) - np.pi
        early, late = phases(centre, spread, bound)
        assert early - own == pytest.approx(seen.min(), abs=2e-3)
        assert late - own == pytest.approx(seen.max(), abs=2e-3)
