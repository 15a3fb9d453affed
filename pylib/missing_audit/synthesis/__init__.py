"""An invented county, Larkshire, with the files its services would send and the truth that they hide.

The model, in the order in which it is lived:

1. `people`: children known to at least one agency, in households; ages lean towards the teens. Each child
   has a frailty (gamma distributed) for going missing.
2. `care`: about three in ten are looked after at some time, likelier the greater the frailty; stays follow
   one another, some begun before the period, some still open after it.
3. `events`: every day of every child has a rate of going missing: frailty × age × place of living × sex ×
   disability × orientation × district × season × weekday. Each episode may set off another within days, the
   likelier the greater the frailty. A child at home or in foster care with three episodes in 90 days may be
   moved, mostly to a children's home, and lives on from there: residential care follows missing as well as
   preceding it. Unauthorised absences and departures of whole families are drawn beside the missing
   episodes.
4. `police`, `case_records`, `looked_after`: each agency writes down part of this, in its own layout, with
   its own errors and omissions.
5. `truth`: the parameters (all in `parameters`), what was realised, and who every row is about.

Rates and shares were chosen to look like published national figures; none is fitted to a real county.
"""

from missing_audit.synthesis.folder import FILES, synthesise
from missing_audit.synthesis.parameters import DEFAULT_CHILDREN, DEFAULT_SEED, SynthesisError

__all__ = ["DEFAULT_CHILDREN", "DEFAULT_SEED", "FILES", "SynthesisError", "synthesise"]
