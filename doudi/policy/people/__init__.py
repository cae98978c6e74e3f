"""合成县 — an invented county to reckon with: real divisions of 清河区 211204, invented people.

`doudi people --households N --seed S --out DIR` writes packed households, their names and ID numbers beside
them, and who qualifies for what. What is assumed stands in data/rates.toml, what must come out in
data/targets.csv, both told in docs/policy/people.md.
"""
