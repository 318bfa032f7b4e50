"""The tone each state of a lead is shown in (状态色调): see templates/web/parts/README.md.

A true lead is a flag, no cross, which reads as "not so"; a dismissed one a dash, no tick, which reads as "all is well".
"""

TONES = {
    "open": "todo",
    "snoozed": "info",
    "confirmed": "flag",
    "dismissed": "muted",
    "merged": "muted",
    "gone": "muted",
}
