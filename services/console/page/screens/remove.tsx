// Delete, for ever, by name.

import { Answers } from "../parts/answers";
import { Foot } from "../parts/foot";
import { Name } from "../parts/name";
import { useTokenCommand } from "../parts/token_command";
import { Both, Gone, TokenDialog } from "../parts/token_dialog";
import { Ago } from "../parts/when";
import { closeDialog, finishDialog, pageUnder, place, routeOf, setOpener } from "../router";
import { endedBy } from "../session";
import { useSession } from "../session_use";
import { changes, type Seen } from "../tokens";

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
  const { command, gone, meanwhile, send } = useTokenCommand(props.seen, props.lock);
  const own = token.id === session.token;

  function remove(over: Seen) {
    send(over, { method: "DELETE" }, () => {
      setOpener(besides(token.id));
      changes.set({ kind: "deleted", id: token.id });
      const under = routeOf(pageUnder(place.get()).path);
      // Its own page has nothing left to change.
      if (under.at === "token") finishDialog("/tokens");
      else finishDialog();
      if (own) endedBy("Signed out: the token you signed in with is deleted.");
    });
  }

  if (gone) return <Gone id={token.id} />;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        remove(meanwhile ?? props.seen);
      }}
    >
      {meanwhile !== null && (
        <>
          <p class="notice warn" role="status">
            It was changed elsewhere meanwhile. Nothing was deleted.
          </p>
          <Both now={meanwhile.token} mine={token} mineIs="As you saw it" />
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
