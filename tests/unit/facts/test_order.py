"""What hangs together, and how early each piece can stand."""

from fitengine.facts.order import earliest_places, linked_groups


def test_linked_nodes_stand_together_in_their_order():
    groups = linked_groups(["a", "b", "c", "d"], [("d", "b"), ("c", "elsewhere")])
    assert groups == (("a",), ("b", "d"), ("c",))


def test_groups_stand_in_the_order_of_the_nodes_and_not_of_their_names():
    assert linked_groups(["z", "c", "y", "a"], [("a", "c")]) == (("z",), ("c", "a"), ("y",))


def test_a_node_stands_where_it_wants_unless_something_must_come_before():
    wanted = {"late": 3, "early": 1, "middle": 1, "free": 2}
    before = [("late", "middle"), ("middle", "early")]
    assert earliest_places(wanted, before) == {"late": 3, "middle": 4, "early": 5, "free": 2}


def test_nothing_to_order():
    assert linked_groups([], []) == ()
    assert earliest_places({}, []) == {}
