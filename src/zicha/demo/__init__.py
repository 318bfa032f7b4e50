"""An invented certification body with planted violations (示例机构): to try Zicha on, to test and to measure it.

Shares no code with the checks: law, calendar and arithmetic are worked out here a second time.
"""
