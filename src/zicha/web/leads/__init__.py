"""Pages of leads (线索核查): the queue, a lead, bulk actions, lists to take away."""
