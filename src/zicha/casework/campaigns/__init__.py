"""A round of self-inspection a notice asks for (自查活动): its plan, its tasks, its questions."""
