import { signIn } from "../api";
import { h } from "../dom";
import { dialog, field, form } from "./dialog";

/** Asks for an access token; `done` is called once the server took it. */
export function signInDialog(done: () => void): { open: () => void } {
  const token = h("input", { type: "password", autocomplete: "current-password", required: true, name: "token" });
  const box = dialog(
    "Sign in",
    h(
      "p",
      {},
      "This page needs an access token of scope read or admin from the server's configuration.",
    ),
    form("Sign in", [field("Access token", token)], async () => {
      await signIn(token.value);
      token.value = "";
      box.close();
      done();
    }),
  );
  return {
    open: () => {
      box.open();
      token.focus();
    },
  };
}
