"""法 — the law as code: facts and a day in; answers, amounts and reasons out.

Plain Python: no Django, no clock, no database. `doudi.policy.ask` answers a question file,
`doudi.policy.reckoning` reckons one household with its whole trace, `doudi.policy.assess`
reckons millions. The rules themselves stand in `doudi.policy.law`, the figures in
`doudi/policy/values/`.
"""
