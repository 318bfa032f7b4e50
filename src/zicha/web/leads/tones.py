"""The tone each state of a lead is shown in (状态色调): see templates/web/parts/README.md."""

TONES = {
    "open": "todo",
    "snoozed": "info",
    "confirmed": "bad",
    "dismissed": "muted",
    "merged": "muted",
    "gone": "muted",
}
