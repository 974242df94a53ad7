"""Writes the fits that src/core/benchmark/lorentzian-fit.test.ts is compared with.

    python3 scripts/fit-reference.py > tests/fixtures/lorentzian-reference.json
    npx prettier --write tests/fixtures/lorentzian-reference.json

Needs NumPy and SciPy. Each curve holds Poisson counts of a Lorentzian on a line; SciPy's curve_fit
(MINPACK, numerical derivatives) fits it with sigma = sqrt(fitted curve), repeated until the
parameters stand, and scales its covariance by the residual scatter.
"""

import itertools
import json

import numpy as np
import scipy
from scipy.optimize import curve_fit


def lorentzian(x, position, fwhm, amplitude, offset, slope):
    gamma = fwhm / 2
    return offset + slope * x + amplitude * gamma**2 / ((x - position) ** 2 + gamma**2)


def reference(x, y, start):
    parameters, sigma = start, np.ones_like(y)
    for _ in range(40):
        parameters, covariance = curve_fit(
            lorentzian, x, y, p0=parameters, sigma=sigma, maxfev=20000, xtol=1e-12, ftol=1e-12
        )
        sigma = np.sqrt(np.maximum(lorentzian(x, *parameters), 1e-6))
    return parameters, np.sqrt(np.diag(covariance))


random = np.random.default_rng(20260101)
x = np.round(np.linspace(-17, -6, 90), 6)
cases = []
for fwhm, amplitude, background in itertools.product((0.4, 1.2, 3), (30, 300, 20000), (0.2, 1.5)):
    offset, slope = background * amplitude, 0.02 * background * amplitude
    truth = (float(random.uniform(-13, -10)), fwhm, amplitude, offset, slope)
    y = random.poisson(lorentzian(x, *truth))
    parameters, errors = reference(x, y.astype(float), truth)
    cases.append(
        {
            "counts": y.tolist(),
            "position": float(f"{parameters[0]:.8g}"),
            "positionError": float(f"{errors[0]:.5g}"),
            "fwhm": float(f"{abs(parameters[1]):.8g}"),
            "fwhmError": float(f"{errors[1]:.5g}"),
        }
    )
document = {"madeWith": f"SciPy {scipy.__version__}", "angles": x.tolist(), "cases": cases}
print(json.dumps(document, separators=(",", ":")))
