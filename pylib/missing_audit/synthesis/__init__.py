"""An invented county, Larkshire, with the files its services would send and the truth that they hide.

The model, in the order in which it is lived:

1. `people`: children known to at least one agency, in households; ages lean towards the teens. Each child
   has a frailty (gamma distributed) for going missing.
2. `care`: about three in ten are looked after at some time, likelier the greater the frailty; stays follow
   one another, some begun before the period, some still open after it.
3. `episodes`: every day of every child has a rate of going missing: frailty × age × place of living × sex ×
   disability × orientation × district × season × weekday. Each episode may set off another within days, the
   likelier the greater the frailty. Households live through the period in the order of time, so that what
   follows a return can change what comes next.
4. `aftermath`: after each return an interview is offered or not (by placement, area and how many episodes
   came before), and held or not; a child with several episodes in 90 days may be given a response. An
   interview within 72 hours lowers the rate for four weeks, a named worker or family mediation for as long as
   it lasts; mentoring does nothing, though it is given when things are at their worst.
5. `events`: a child at home or in foster care with three episodes in 90 days may be moved, mostly to a
   children's home, and lives on from there: residential care follows missing as well as preceding it.
   Unauthorised absences and departures of whole families are drawn beside the missing episodes.
6. `circumstances`, `needs`, `telling`: what is true of each child's home and life, and what troubles its own
   mind, likelier the greater the frailty (autism, eating disorders and learning disability are not); of each
   episode, why the child went, what harm came to it, and what it wants. Schooling, offending and placements that
   break down lean on the same frailty, and sessions missed at school also on the episodes themselves.
7. `papers`: each agency writes down part of this, in its own layout, with its own errors and omissions;
   reasons, harm and wants are on paper only where somebody asked.
8. `truth`: the parameters (all in `parameters`), what was planted and what was realised, and who every row
   is about.

Rates and shares were chosen to look like published national figures; none is fitted to a real county.
"""

from missing_audit.synthesis.folder import FILES, synthesise
from missing_audit.synthesis.parameters import DEFAULT_CHILDREN, DEFAULT_SEED, SynthesisError

__all__ = ["DEFAULT_CHILDREN", "DEFAULT_SEED", "FILES", "SynthesisError", "synthesise"]
