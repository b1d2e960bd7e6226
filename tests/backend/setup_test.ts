/** The messages and files of `deno task cbm setup` when something is missing, damaged or interrupted. */
import { join } from "@std/path";
import assert from "node:assert/strict";
import { findNativeAddon } from "../../src/backend/setup/location.ts";
import { findPlatform } from "../../src/backend/setup/platform.ts";
import { fakePython, makeSandbox, type Sandbox, withServer } from "./setup_sandbox.ts";

/** Setup builds from source on the platforms it knows. */
const ignore = findPlatform() === undefined || Deno.build.os === "windows";

const gpuWheel = findPlatform()?.wheel.gpu;

/** A compiler whose output is not an addon. */
const badCompiler = 'while [ $# -gt 0 ]; do [ "$1" = -o ] && echo no addon > "$2"; shift; done';

async function inSandbox(test: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await makeSandbox();
  try {
    await test(sandbox);
  } finally {
    await sandbox.remove();
  }
}

Deno.test(
  { name: "setup without python3 names it, says how to get it, and leaves nothing", ignore },
  async () => {
    await inSandbox(async (sandbox) => {
      const { code, output } = await sandbox.run([]);
      assert.equal(code, 1);
      assert.match(output, /python3 is missing: install it .*apt install python3/);
      assert.match(output, /everything else works without it/);
      assert.doesNotMatch(output, /\n\s+at /); // no stack trace
      assert.deepEqual(await sandbox.made(), []);
    });
  },
);

Deno.test({ name: "setup without pip names it and says how to get it", ignore }, async () => {
  await inSandbox(async (sandbox) => {
    const python3 = fakePython('echo "/usr/bin/python3: No module named pip" >&2; exit 1');
    const { code, output } = await sandbox.run([], { programs: { python3, "g++": badCompiler } });
    assert.equal(code, 1);
    assert.match(output, /pip is missing: install it .*apt install python3-pip/);
    assert.deepEqual(await sandbox.made(), []);
  });
});

Deno.test(
  { name: "setup without a network connection names the address it could not reach", ignore },
  async () => {
    await inSandbox(async (sandbox) => {
      const env = {
        PIP_INDEX_URL: "http://127.0.0.1:4/simple",
        PIP_CONFIG_FILE: "/dev/null",
        PIP_RETRIES: "1",
        PIP_NO_CACHE_DIR: "1",
      };
      const { code, output } = await sandbox.run([], { keepPath: true, env });
      assert.equal(code, 1);
      assert.match(output, /Cannot download http:\/\/127\.0\.0\.1:4/);
      assert.match(
        output,
        /pip cannot reach its package index: check the network|pip is missing|python3 is missing/,
      );
      assert.deepEqual(await sandbox.made(), []);
    });
  },
);

/** A pip that makes a wheel with something like TensorFlow in it, and a Python that unpacks it. */
const wheelPython = [
  'case "$1 $2" in',
  '  *find_spec*) echo \'{"folder": null, "version": null}\';;',
  '  "-m pip") while [ "$1" != "--dest" ]; do shift; done; /bin/mkdir -p "$2"; echo wheel > "$2/a.whl";;',
  '  *version_info*) echo "3 12";;',
  '  *zipfile*) /bin/mkdir -p "$3/tensorflow/include"; ' +
  findPlatform()?.libraries.map((name) => `echo not a library > "$3/tensorflow/${name}"`).join("; ") + ";;",
  "esac",
].join("\n");

Deno.test({ name: "setup without a compiler names g++ and says how to get it", ignore }, async () => {
  await inSandbox(async (sandbox) => {
    const { code, output } = await sandbox.run([], { programs: { python3: wheelPython } });
    assert.equal(code, 1);
    assert.match(output, /A C\+\+ compiler is missing: install g\+\+ .*apt install g\+\+/);
    assert.deepEqual(await sandbox.made(), []);
  });
});

Deno.test({ name: "setup shows the compiler's errors", ignore }, async () => {
  await inSandbox(async (sandbox) => {
    const compiler = '[ "$1" = --version ] || { echo "fatal error: no such header" >&2; exit 1; }';
    const { code, output } = await sandbox.run([], { programs: { python3: wheelPython, "g++": compiler } });
    assert.equal(code, 1);
    assert.match(output, /g\+\+ cannot build the addon:\n.*no such header/);
    assert.deepEqual(await sandbox.made(), []);
  });
});

Deno.test({ name: "an addon that does not work is not put in place", ignore }, async () => {
  await inSandbox(async (sandbox) => {
    const { code, output } = await sandbox.run([], {
      programs: { python3: wheelPython, "g++": badCompiler },
    });
    assert.equal(code, 1);
    assert.match(output, /The addon does not work/);
    assert.deepEqual(await sandbox.made(), []);
  });
});

Deno.test({ name: "a failed setup leaves what was there before", ignore }, async () => {
  await inSandbox(async (sandbox) => {
    const folder = join(sandbox.cache, "tensorflow", `4.22.0-${Deno.build.os}-${Deno.build.arch}`);
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(join(folder, "old.node"), "old");
    await Deno.writeTextFile(join(folder, "setup.json"), '{"addon": "old.node", "tensorflow": "2.20.0"}');
    const { code, output } = await sandbox.run([]);
    assert.equal(code, 1);
    assert.match(
      output,
      /Found an addon for TensorFlow 2\.20\.0; testing it[^]*does not work[^]*Rebuilding it/,
    );
    assert.equal(await Deno.readTextFile(join(folder, "old.node")), "old");
    assert.deepEqual(await sandbox.made(), [`4.22.0-${Deno.build.os}-${Deno.build.arch}`]);
  });
});

Deno.test(
  { name: "setup cleans up after an earlier setup that was killed", ignore },
  async () => {
    await inSandbox(async (sandbox) => {
      // The parent of pip is setup.
      const python3 = fakePython("kill -KILL $PPID; exec /bin/sleep 1");
      await sandbox.run([], { programs: { python3, "g++": badCompiler } });
      assert.match((await sandbox.made()).join(), /^\.making-/);
      const { code, output } = await sandbox.run([]);
      assert.equal(code, 1);
      assert.match(output, /Removing the remains of an interrupted setup/);
      assert.deepEqual(await sandbox.made(), []);
    });
  },
);

Deno.test({ name: "an interrupted setup says so and cleans up", ignore }, async () => {
  await inSandbox(async (sandbox) => {
    const python3 = fakePython("kill -INT $PPID; exec /bin/sleep 10");
    const { code, output } = await sandbox.run([], { programs: { python3, "g++": badCompiler } });
    assert.equal(code, 1);
    assert.match(output, /Interrupted; nothing was changed\n$/);
    assert.deepEqual(await sandbox.made(), []);
  });
});

Deno.test(
  { name: "setup --remove removes everything that setup made, and says if it found nothing", ignore },
  async () => {
    await inSandbox(async (sandbox) => {
      await Deno.mkdir(join(sandbox.cache, "tensorflow", "4.22.0-x"), { recursive: true });
      await Deno.mkdir(join(sandbox.cache, "salience"));
      assert.match((await sandbox.run(["--remove"])).output, /Removed .*tensorflow/);
      assert.deepEqual((await Array.fromAsync(Deno.readDir(sandbox.cache))).map(({ name }) => name), [
        "salience",
      ]);
      const again = await sandbox.run(["--remove"]);
      assert.deepEqual([again.code, again.output], [0, "Nothing to remove\n"]);
    });
  },
);

Deno.test(
  { name: "setup rejects a damaged prebuilt archive and tries the next source", ignore },
  async () => {
    await inSandbox(async (sandbox) => {
      await withServer(() => new Response("this is no archive"), async (url) => {
        const { code, output } = await sandbox.run([], { env: { TFJS_NODE_CDN_STORAGE: url } });
        assert.equal(code, 1);
        assert.match(output, /GPU-linux-4\.22\.0\.tar\.gz is damaged/);
        assert.match(output, /python3 is missing/);
        assert.deepEqual(await sandbox.made(), []);
      });
    });
  },
);

Deno.test({
  name: "with an NVIDIA GPU, setup tries the wheel with CUDA, then the one without",
  ignore: !gpuWheel,
}, async () => {
  await inSandbox(async (sandbox) => {
    const log = join(await Deno.realPath(join(sandbox.cache, "..")), "pip.log");
    // Pip makes a wheel that asks for two of NVIDIA's; the real Python reads it.
    const python3 = [
      'if [ "$1 $2" != "-m pip" ]; then PATH="$REAL_PATH" exec python3 "$@"; fi',
      `echo "$@" >> "${log}"`,
      'while [ "$1" != "--dest" ]; do shift; done',
      `PATH="$REAL_PATH" exec python3 -c '
import os, sys, zipfile
folder, names = sys.argv[1], sys.argv[2:]
os.makedirs(folder, exist_ok=True)
for name in names:
    with zipfile.ZipFile(os.path.join(folder, name.split("==")[0] + ".whl"), "w") as wheel:
        wheel.writestr("a.dist-info/METADATA", "Name: a\\nRequires-Dist: numpy>=1\\n"
            "Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == \\"and-cuda\\"\\n"
            "Requires-Dist: nvidia-cudnn-cu12 (<10,>=9.3); extra == \\"and-cuda\\"\\n")
        wheel.writestr("tensorflow/libtensorflow_cc.so.2", name)
        wheel.writestr("tensorflow/libtensorflow_framework.so.2", name)
        wheel.writestr("tensorflow/include/tensorflow/c/c_api.h", name)
        wheel.writestr("nvidia/cublas/lib/libcublas.so", name)
' $2 $3 $4`,
    ].join("\n");
    const env = { REAL_PATH: Deno.env.get("PATH") ?? "" };
    const programs = { python3, "nvidia-smi": 'echo "GPU 0: Something"', "g++": badCompiler };
    const { code, output } = await sandbox.run([], { programs, env });
    assert.equal(code, 1);
    assert.match(output, /Downloading tensorflow 2\.21\.0 with pip/);
    assert.match(output, /Downloading CUDA's libraries with pip \(2 packages/);
    assert.match(output, /Downloading tensorflow-cpu 2\.21\.0 with pip/);
    const asked = (await Deno.readTextFile(log)).trim().split("\n").map((line) =>
      line.replace(/.*--dest \S+ /, "")
    );
    assert.deepEqual(asked, [
      "tensorflow==2.21.0",
      "nvidia-cublas-cu12<13.0,>=12.5.3.2 nvidia-cudnn-cu12<10,>=9.3",
      "tensorflow-cpu==2.21.0",
    ]);
    assert.deepEqual(await sandbox.made(), []);
  });
});

const addon = await findNativeAddon();

Deno.test(
  { name: "a prebuilt addon is tried, put in place, found again, and removed", ignore: !addon },
  async () => {
    await inSandbox(async (sandbox) => {
      // The addon of this machine, packed as the publisher packs his; its libraries stay where they are.
      const files = join(sandbox.cache, "..", "files");
      await Deno.mkdir(join(files, "napi-v8"), { recursive: true });
      await Deno.copyFile(addon!.path, join(files, "napi-v8", "tfjs_binding.node"));
      await Deno.symlink(join(addon!.folder, "tensorflow"), join(files, "napi-v8", "tensorflow"));
      const packed = await new Deno.Command("tar", { args: ["-czf", "-", "-C", files, "napi-v8"] }).output();
      await withServer(() => new Response(packed.stdout), async (url) => {
        const env = { TFJS_NODE_CDN_STORAGE: url };
        const first = await sandbox.run([], { env });
        assert.equal(first.code, 0, first.output);
        assert.match(first.output, /Done: TensorFlow .* \(prebuilt\)/);
        assert.equal((await sandbox.made()).length, 1);
      });
      const second = await sandbox.run([]);
      assert.equal(second.code, 0, second.output);
      assert.match(second.output, /Already set up/);
      assert.equal((await sandbox.run(["--remove"])).code, 0);
      assert.deepEqual(await sandbox.made(), []);
    });
  },
);
