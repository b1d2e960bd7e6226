/** The hosts that the tasks of deno.json may reach, and those of the data sets; `-- --update` writes them. */
import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { datasets, downloadHosts } from "../../src/data/mod.ts";

const hostsOf = (command: string): string[] =>
  [...command.matchAll(/--allow-net=(\S+)/g)].flatMap(([, hosts]) => hosts!.split(","));

/** The tasks that load data; `cbm` also runs `setup`. */
const LOADING: Readonly<Record<string, readonly string[]>> = {
  cbm: hostsOf(denoJson.tasks.setup.command),
  salience: [],
  train: [],
  reproduce: [],
};

Deno.test("a data set declares the hosts that it is downloaded from", () => {
  for (const { name, source = "", hosts = [] } of datasets.values()) {
    const downloaded = source.startsWith("Downloaded") ? source.matchAll(/https?:\/\/([\w.-]+)/g) : [];
    assert.deepEqual(hosts, [...new Set([...downloaded].map(([, host]) => host))], name);
  }
});

Deno.test("the tasks that load data may reach only the hosts that data sets are downloaded from", async () => {
  const path = new URL("../../deno.json", import.meta.url);
  for (const [task, { command }] of Object.entries(denoJson.tasks)) {
    const more = LOADING[task], granted = hostsOf(command);
    if (more === undefined) {
      assert.deepEqual(granted.filter((host) => downloadHosts().includes(host)), [], `${task} loads no data`);
      continue;
    }
    const wanted = [...downloadHosts(), ...more];
    if (Deno.args.includes("--update")) {
      const changed = command.replace(granted.join(), wanted.join());
      await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace(command, changed));
    } else assert.deepEqual(granted, wanted, `the task ${task} in deno.json: run this test with -- --update`);
  }
});
