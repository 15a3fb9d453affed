"""What a joint confidence region of two coefficients of a wave says of the wave's size and of its peak.

A wave ``a cos t + b sin t`` has amplitude ``hypot(a, b)`` and peaks at ``t = atan2(b, a)``. All (a, b) that a joint
test does not reject make an ellipse; the range of amplitudes and of peaks over it holds both at once with at least
the region's confidence, and leaves out an amplitude of 0 exactly where the test rejects [@hotelling1931].
"""

from __future__ import annotations

import numpy as np

__all__ = ["amplitudes", "distance", "phases"]


def distance(centre: np.ndarray, covariance: np.ndarray) -> float:
    """Squared Mahalanobis distance of the centre from no wave at all."""
    return float(centre @ np.linalg.solve(covariance, centre))


def amplitudes(centre: np.ndarray, covariance: np.ndarray, bound: float) -> tuple[float, float]:
    """Least and greatest amplitude over the ellipse of all points whose squared distance from `centre` is `bound`.

    Parameters
    ----------
    centre
        Estimates of (a, b).
    covariance
        Of the two, positive definite.
    bound
        Squared Mahalanobis distance of the ellipse's rim.

    Returns
    -------
    tuple
        Least (0 where the ellipse holds the origin) and greatest.

    Examples
    --------
    >>> [round(x, 6) for x in amplitudes(np.array([3.0, 4.0]), np.eye(2), 1.0)]
    [4.0, 6.0]
    """
    rim = np.sqrt(bound) * np.linalg.cholesky(covariance)
    # The squared amplitude along the rim is a trigonometric polynomial of degree two; its turning points are the
    # angles of the roots of a quartic in exp(i theta).
    once, twice = 2 * centre @ rim, rim.T @ rim
    p, q = once[1] / 2 + once[0] * 0.5j, twice[0, 1] + (twice[0, 0] - twice[1, 1]) * 0.5j
    angles = np.angle(np.roots([q, p, 0, np.conj(p), np.conj(q)])) if abs(q) > 1e-12 * np.trace(twice) else (
        np.arctan2(once[1], once[0]) + np.array([0, np.pi]))
    sizes = np.linalg.norm(centre[:, None] + rim @ np.array([np.cos(angles), np.sin(angles)]), axis=0)
    inside = distance(centre, covariance) <= bound
    return 0.0 if inside else float(sizes.min()), float(sizes.max())


def phases(centre: np.ndarray, covariance: np.ndarray, bound: float) -> tuple[float, float] | None:
    """First and last peak over the same ellipse, as angles on either side of the centre's own.

    Returns
    -------
    tuple or None
        Angles in radians, the first below the centre's, the last above it; nothing where the ellipse holds the
        origin, so that the peak may be at any time.

    Examples
    --------
    >>> [round(x, 6) for x in phases(np.array([2.0, 0.0]), np.eye(2), 1.0)]
    [-0.523599, 0.523599]
    """
    if distance(centre, covariance) <= bound:
        return None
    rim = np.sqrt(bound) * np.linalg.cholesky(covariance)
    # From the origin, the rim is seen at its outermost where the point and the rim's direction there are parallel.
    a, b = centre[0] * rim[1] - centre[1] * rim[0]
    middle, half = np.arctan2(-a, b), np.arccos(np.clip(-np.linalg.det(rim) / np.hypot(a, b), -1, 1))
    angles = middle + np.array([-half, half])
    points = centre[:, None] + rim @ np.array([np.cos(angles), np.sin(angles)])
    own = np.arctan2(centre[1], centre[0])
    turned = np.arctan2(points[1], points[0]) - own
    turned = (turned + np.pi) % (2 * np.pi) - np.pi
    return float(own + turned.min()), float(own + turned.max())
