"""Machine-made mutants: small changes to what students write, each of which some check has to reject.

The well-kept tools do not fit: cosmic-ray starts a shell command for each mutant and mutates the file in place, mutmut
runs pytest itself on a copy of the whole project, and neither limits itself to regions nor changes a call's arguments
as students do.  So this is a small set of operators of our own, which edit the source by positions, and the judge runs
the mutants, a fifth of a second each.
"""
