import numpy as np

from sos_sim.model.measure import make_cells
from sos_sim.model.measure.tables import ALL


def test_kept_groups_have_eleven_pupils_and_an_indicator_their_district_has(california):
    cells = make_cells(california)
    assert cells.pupils[cells.group < ALL].min() >= 11
    assert (california.all_pupils[cells.district, cells.indicator] > 0).all()
    kept = (california.group_pupils >= 11) & (california.all_pupils > 0)[:, :, None]
    assert (cells.group < ALL).sum() == kept.sum()


def test_every_applicable_indicator_of_a_district_has_one_cell_of_all_students(california):
    cells = make_cells(california)
    assert np.array_equal(len(cells) > cells.all_students.T, california.all_pupils > 0)
    assert (cells.group == ALL).sum() == (california.all_pupils > 0).sum()


def test_cells_are_sorted_by_indicator_type_district_and_group(california):
    cells = make_cells(california)
    keys = np.stack([cells.indicator, cells.district_type, cells.district, cells.group])
    assert np.array_equal(np.lexsort(keys[::-1]), np.arange(len(cells)))


def test_places_lead_back_to_their_cells(sixty):
    cells = make_cells(sixty)
    assert np.array_equal(cells.place[cells.indicator, cells.district, cells.group], np.arange(len(cells)))
    assert (cells.place < len(cells)).sum() == len(cells)


def test_blocks_cover_every_cell_once(sixty):
    cells = make_cells(sixty)
    for runs in (1, 500):
        plain = np.concatenate([np.arange(len(cells))[s] for k in range(6) for s in cells.blocks(k, runs)])
        assert np.array_equal(plain, np.arange(len(cells)))
        for indicator, kind, rows in cells.typed_blocks(runs):
            assert (cells.indicator[rows] == indicator).all()
            assert (cells.district_type[rows] == kind).all()
        covered = np.concatenate([np.arange(len(cells))[rows] for *_, rows in cells.typed_blocks(runs)])
        assert np.array_equal(covered, np.arange(len(cells)))


def test_cells_of_a_world_are_made_once(sixty):
    assert make_cells(sixty) is make_cells(sixty)


def test_race_shares_sum_to_one(california):
    share = make_cells(california).race_share
    assert np.allclose(share.sum(axis=2)[california.all_pupils > 0], 1)
