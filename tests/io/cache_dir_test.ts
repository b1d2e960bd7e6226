import assert from "node:assert/strict";
import { cacheDir } from "../../src/io/cache_dir.ts";

const VARIABLES = ["CBM_CACHE_DIR", "XDG_CACHE_HOME", "HOME"];

const withVariables = (values: Record<string, string>, use: () => void): void => {
  const before = VARIABLES.map((name) => [name, Deno.env.get(name)] as const);
  try {
    for (const name of VARIABLES) {
      if (values[name] === undefined) Deno.env.delete(name);
      else Deno.env.set(name, values[name]);
    }
    use();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
};

const posix = Deno.build.os !== "windows";

Deno.test({
  name: "cacheDir() uses CBM_CACHE_DIR, then XDG_CACHE_HOME, then the system's default",
  ignore: !posix,
  fn() {
    withVariables({ CBM_CACHE_DIR: "/own", XDG_CACHE_HOME: "/xdg", HOME: "/home/ada" }, () => {
      assert.equal(cacheDir(), "/own");
    });
    withVariables({ XDG_CACHE_HOME: "/xdg", HOME: "/home/ada" }, () => {
      assert.equal(cacheDir(), "/xdg/curriculum-by-masking");
    });
    const below = Deno.build.os === "darwin" ? "Library/Caches" : ".cache";
    withVariables({ XDG_CACHE_HOME: "relative/is/ignored", HOME: "/home/ada" }, () => {
      assert.equal(cacheDir(), `/home/ada/${below}/curriculum-by-masking`);
    });
  },
});

Deno.test({
  name: "cacheDir() names the variable to set if it finds no default",
  ignore: !posix || Deno.env.get("USERPROFILE") !== undefined,
  fn() {
    withVariables({}, () => assert.throws(cacheDir, { name: "InputError", message: /set CBM_CACHE_DIR/ }));
  },
});
