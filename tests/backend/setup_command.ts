/** The setup command by itself, for tests to run in processes of their own. */
import { Command } from "commander";
import { InputError } from "../../src/errors.ts";
import { register } from "../../tasks/setup.ts";

Deno.env.set("PATH", Deno.env.get("SETUP_PATH") ?? "");
try {
  const program = new Command();
  register(program);
  await program.parseAsync(Deno.args, { from: "user" });
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  Deno.exit(error.exitCode);
}
