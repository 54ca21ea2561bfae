"""Decisions by which procedures are announced: what each one names must be posted here in time and checked.

QN-11.4, HG-5.3, QN-19.6đ."""
