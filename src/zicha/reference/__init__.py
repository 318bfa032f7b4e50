"""Numbers and lists of law and standards as dated data (依据数据): audit time, deadlines, limits, calendar, lists, notices.

Every value carries its unit, its source, the days it is in force and whether its text has been seen. What has not been
confirmed says so and stays so until somebody has read the text.
"""
