"""How often each procedure is asked for, so that a generated desk looks like a ward's: certified copies all day long,
a building permit now and then.

An assumption: no province publishes figures by procedure. What ward desks do most comes first; whatever is not named
here shares the rest.
"""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from dossiers.generating.scripts import Script

OF_A_THOUSAND = {
    "2.000815": 260,  # certified copies
    "2.000635": 90,  # copies of extracts
    "2.000884": 60,  # signatures
    "1.001193": 60,  # birth
    "1.004873": 60,  # marital status
    "1.004194": 60,  # temporary residence
    "1.004222": 45,  # permanent residence
    "2.001159": 40,  # staying over night
    "3.000347": 35,  # driving licence
    "1.013831": 30,  # change in land
    "1.000656": 25,  # death
    "3.000333": 25,  # criminal record
    "1.001612": 25,  # household business
    "1.000894": 20,  # marriage
    "1.012575": 20,  # first registration of a car
    "2.000908": 20,  # copies from the register
    "2.000986": 20,  # birth, residence and insurance together
    "2.001035": 20,  # transactions
    "2.000720": 8,
    "1.001266": 8,
}

AT_ONCE = 0.7  # of what is answered the same day: given at the counter while the person waits


def shares(scripts: list[Script]) -> NDArray[np.float64]:
    """The share of each script in all dossiers; places that play the same procedure get some more, some less of it."""
    codes = [script.version.procedure.code for script in scripts]
    rest = max(1000 - sum(OF_A_THOUSAND.values()), 1)
    others = len(set(codes) - OF_A_THOUSAND.keys()) or 1
    met: Counter[str] = Counter()
    found = np.empty(len(scripts))
    waited = {code for code, script in zip(codes, scripts, strict=True) if script.at_once}
    for n, code in enumerate(codes):
        met[code] += not scripts[n].at_once  # both ways stand at the same place, one behind the other
        found[n] = 1 / met[code]
        if code in waited:
            found[n] *= AT_ONCE if scripts[n].at_once else 1 - AT_ONCE
    for code in met:
        here = np.array([one == code for one in codes])
        found[here] *= OF_A_THOUSAND.get(code, rest / others) / found[here].sum()
    return found / found.sum()
