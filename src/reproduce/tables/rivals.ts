/**
 * Table `rivals`: CBM beside Curriculum by Smoothing (CBS), Label-Similarity Curriculum Learning (LSCL; its
 * formula is unverified), Learning Rate Curriculum (LeRaC) and EfficientTrain. `small` and `paper` are those of
 * table `main`, which has the rivals there.
 *
 *     deno task cbm reproduce --table rivals --profile quick
 */
import { makeTable, PAPER, PROFILE_NOTES, QUICK, SMALL, type Table } from "./make_table.ts";
import { armsWithRivals, comparisonsWithRivals, SHORT_NOTE } from "./rival_arms.ts";

/** The table's experiments by profile. */
export const rivals: Table = makeTable({
  name: "rivals",
  title: "Curriculum by Masking and its rivals",
  arms: [],
  comparisons: [],
  notes: [],
  bases: { quick: QUICK, small: SMALL, paper: PAPER },
  own: (profile) => ({
    arms: armsWithRivals[profile],
    comparisons: comparisonsWithRivals(armsWithRivals[profile]),
    notes: [PROFILE_NOTES[profile], ...(profile === "paper" ? [] : [SHORT_NOTE])],
  }),
});
