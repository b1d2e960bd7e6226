/** Introduces Curriculum by Masking to readers who have not read the paper, and tells how to cite paper and report. */
import type { Analysis } from "../analysis/analyze.ts";
import { sessionText } from "../analysis/read_run.ts";
import { type Html, markup } from "../io/html.ts";

/** Two sentences on the method, with its sources. */
export const introduction: Html =
  markup`<p class="intro">Curriculum by Masking (CBM) trains a network on images
with some of their patches hidden: the stronger the edges in a patch, the more likely it is hidden, and a schedule
hides more patches from epoch to epoch, then starts again. It was proposed by Jarca, Croitoru and Ionescu at
ECAI 2024 (<a href="https://arxiv.org/abs/2407.05193">arXiv 2407.05193</a>, <a
href="https://doi.org/10.3233/FAIA240503">doi 10.3233/FAIA240503</a>, <a
href="https://github.com/CroitoruAlin/CBM">the authors’ code</a>).</p>`;

const PAPER = `@inproceedings{jarca2024cbm,
  title     = {{CBM}: Curriculum by Masking},
  author    = {Jarca, Andrei and Croitoru, Florinel-Alin and Ionescu, Radu Tudor},
  booktitle = {ECAI 2024},
  year      = {2024},
  doi       = {10.3233/FAIA240503},
  eprint    = {2407.05193},
  archivePrefix = {arXiv}
}`;

/** Removes what would end a field of BibTeX or start a command. */
const bibtexText = (text: string): string =>
  text.replace(/[{}\\]/g, "").replace(/[%$#&_]/g, (mark) => `\\${mark}`);

/** Returns BibTeX entries of the paper and of the report. */
export function citations(analysis: Analysis, title: string): string {
  const runs = analysis.arms.flatMap((arm) => arm.runs);
  const texts = (key: string) => [...new Set(runs.flatMap((run) => sessionText(run, key) ?? []))].sort();
  const year = texts("started").at(-1)?.slice(0, 4), version = texts("version").at(-1);
  const commits = texts("commit").map((commit) => commit.slice(0, 12));
  const note = [
    `Report of ${runs.length} runs`,
    ...(commits.length > 0 ? [`program at commit ${commits.join(", ")}`] : []),
  ].join("; ");
  return `${PAPER}

@misc{cbmreport${year ?? ""},
  title        = {${bibtexText(title)}},
  howpublished = {Curriculum by Masking on Deno${
    version === undefined ? "" : `, version ${bibtexText(version)}`
  }},${year === undefined ? "" : `\n  year         = {${year}},`}
  note         = {${bibtexText(note)}}
}`;
}
