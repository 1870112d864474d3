// Delete, for ever, by name.

import { useEffect } from "preact/hooks";
import { freshKey } from "../api/commands";
import { Answers } from "../parts/answers";
import { refusedWith, useCommand } from "../parts/command";
import { Foot } from "../parts/foot";
import { Name } from "../parts/name";
import { Both, Gone, type Seen, TokenDialog, useMeanwhile } from "../parts/token_dialog";
import { Ago } from "../parts/when";
import { closeDialog, finishDialog, pageUnder, place, routeOf, setOpener } from "../router";
import { endedBy } from "../session";
import { useSession } from "../session_use";
import { changes } from "../tokens";

export function DeleteDialog(props: { id: string }) {
  return (
    <TokenDialog
      id={props.id}
      title={(token) =>
        token === null ? (
          "Delete"
        ) : (
          <>
            Delete <Name of={token.name} /> (…<code>{token.hint}</code>) for ever?
          </>
        )
      }
    >
      {(seen, lock) => <DeleteForm seen={seen} lock={lock} />}
    </TokenDialog>
  );
}

function DeleteForm(props: { seen: Seen; lock: (locked: boolean) => void }) {
  const { session } = useSession();
  const { token } = props.seen;
  const command = useCommand();
  const refused = refusedWith(command.way);
  const { meanwhile, look, forget } = useMeanwhile(token.id);
  const own = token.id === session.token;
  useEffect(() => props.lock(command.locked), [command.locked]);
  useEffect(() => {
    if (refused?.status === 412) void look();
  }, [refused]);

  function remove(over: Seen) {
    command.send(
      () => ({
        key: freshKey(),
        method: "DELETE",
        path: `/v1/tokens/${encodeURIComponent(token.id)}`,
        ifMatch: over.etag,
        caller: session.token,
        name: token.name,
      }),
      () => {
        setOpener(besides(token.id));
        changes.set({ kind: "deleted", id: token.id });
        const under = routeOf(pageUnder(place.get()).path);
        // Its own page has nothing left to change.
        if (under.at === "token") finishDialog("/tokens");
        else finishDialog();
        if (own) endedBy("Signed out: the token you signed in with is deleted.");
      },
    );
    forget();
  }

  if (refused?.status === 404 || meanwhile === "gone") return <Gone id={token.id} />;
  const changed = meanwhile !== null && meanwhile !== "failed" ? meanwhile : null;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        remove(changed ?? props.seen);
      }}
    >
      {changed !== null && (
        <>
          <p class="notice warn" role="status">
            It was changed elsewhere meanwhile. Nothing was deleted.
          </p>
          <Both now={changed.token} mine={token} mineIs="As you saw it" />
        </>
      )}
      <p>
        What uses it stops at once
        {token.last_used_at === null ? (
          "; no use seen."
        ) : (
          <>
            ; last used <Ago at={token.last_used_at} />.
          </>
        )}
      </p>
      {own && <p class="notice warn">You are signed in with this token. This signs you out.</p>}
      <Answers command={command} />
      <Foot locked={command.locked} onCancel={closeDialog} danger focusCancel>
        Delete for ever
      </Foot>
    </form>
  );
}

/** What has the focus when its row is gone: the next row's name. */
function besides(id: string): HTMLElement | null {
  const row = document.querySelector(`[data-id="${CSS.escape(id)}"]`);
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  return next?.querySelector<HTMLElement>("a.name") ?? null;
}
