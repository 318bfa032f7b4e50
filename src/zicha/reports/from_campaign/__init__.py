"""The report of a campaign (自查活动的报告): live figures, people's texts and decisions, its gate, its frozen files.

The one package of the reports that knows Django and casework.
"""
