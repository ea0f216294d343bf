"""Decision: what measures do and what parties want in; rankings, packages, roles and costs out."""
