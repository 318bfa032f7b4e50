"""Pages of the plan (自查方案): the campaign, its team, tasks and questions."""
