"""Statistics of offers: trends per effort, breaks, life spans, what was missed.

Nothing here reads a database or a page: tables in, estimates with their intervals out.
Definitions, formulas and references are in docs/method.md.
"""
