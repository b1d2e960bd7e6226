/** Files within the report: the table, the metrics of every run and the charts' specifications, as `data:` links. */
import { from } from "arquero";
import type { Analysis } from "../analysis/analyze.ts";
import type { Chart } from "../analysis/charts/mod.ts";
import { resultTable } from "../analysis/table.ts";
import { toCsv } from "../analysis/write_table.ts";
import { Html, markup } from "../io/html.ts";

/** A file to download. */
interface Download {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/** Escapes the few characters that have a meaning in a `data:` address or end the attribute around it. */
const dataText = (text: string): Html =>
  new Html(
    text.replace(/[%#'&<>\s]/g, (mark) => mark === " " ? " " : encodeURIComponent(mark).replace("'", "%27"))
      .trim(),
  );

/** Renders a link to a file that the page itself holds. */
export const download = ({ name, type, text }: Download, words = name): Html =>
  markup`<a download="${name}" href='data:${type};charset=utf-8,${dataText(text)}'>${words}</a>`;

/** Tabulates the metrics of every epoch of every run; accuracies are shares of 1. */
function metricsCsv({ arms }: Analysis): string {
  return toCsv(
    from(arms.flatMap(({ label, runs }) =>
      runs.flatMap(({ seed, epochs }) =>
        epochs.map((one) => ({
          arm: label,
          seed,
          epoch: one.epoch,
          ratio: one.ratio,
          train_loss: one.trainLoss,
          train_accuracy: one.trainAccuracy,
          test_loss: one.testLoss,
          test_accuracy: one.testAccuracy,
          test_map: one.testMap,
          learning_rate: one.learningRate,
        }))
      )
    )),
  );
}

/** Lists the files as links. */
export function downloads(analysis: Analysis, charts: readonly Chart[]): Html {
  const specifications = charts.map(({ name, spec, title }) =>
    download({ name: `${name}.vl.json`, type: "application/json", text: JSON.stringify(spec) }, title)
  );
  return markup`<ul class="downloads">
<li>${
    download({ name: "table.csv", type: "text/csv", text: toCsv(resultTable(analysis)) })
  }: the table as numbers</li>
<li>${
    download({ name: "metrics.csv", type: "text/csv", text: metricsCsv(analysis) })
  }: every epoch of every run</li>
<li>Vega-Lite specifications: ${specifications.map((one, at) => [at > 0 && ", ", one])}</li></ul>`;
}
