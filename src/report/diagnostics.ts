/** Diagnostics of the networks of a report: curves, classes, confusions, and images with their predictions. */
import { from } from "arquero";
import type { Analysis } from "../analysis/analyze.ts";
import type { Chart } from "../analysis/charts/mod.ts";
import { mainArms, worstConfusions } from "../analysis/class_scores.ts";
import { percent } from "../analysis/format.ts";
import { type Html, markup } from "../io/html.ts";
import { type AnsweredImages, answeredSection } from "./answered_images.ts";
import { figure } from "./figure.ts";
import { htmlTable } from "./html_table.ts";

/** Renders the diagnostics: charts, and for classifiers the most frequent confusions and test images. */
export async function diagnostics(
  analysis: Analysis,
  charts: readonly Chart[],
  { isStatic, images }: { readonly isStatic: boolean; readonly images: readonly AnsweredImages[] },
): Promise<Html> {
  const figures = await Promise.all(charts.map((chart) => figure(chart, isStatic)));
  return markup`<div class="charts">${figures}</div>
${analysis.metric === "accuracy" && analysis.test.classes.length > 1 && confusionTable(analysis)}
${images.map((one) => answeredSection(analysis, one))}`;
}

function confusionTable(analysis: Analysis): Html | false {
  const rows = mainArms(analysis).flatMap((arm) =>
    worstConfusions(arm).map(({ trueClass, predicted, share }, at) => ({
      "Method": at === 0 ? arm.label : "",
      "True class": trueClass,
      "Predicted": predicted,
      "Share of the class %": percent(share, 1),
    }))
  );
  return rows.length > 0 && htmlTable(from(rows), "Most frequent confusions, over all seeds");
}
