// An owner's page: how many tokens, whether suspended, and the list.

import { Ban, ChevronLeft, CirclePause, CirclePlay } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { OwnerState } from "../api/types";
import { layers } from "../parts/dialog";
import { usePolling } from "../polling";
import { home, type OwnerDialog, openDialog, ownerUrl, type Place } from "../router";
import { Heading } from "../screens/heading";
import { NewButton, TokenList } from "../screens/list";
import { PageLink } from "../screens/rows";
import { changes } from "../tokens";
import { count } from "../words/times";

export type Owner = { at: "loading" } | { at: "here"; state: OwnerState } | { at: "failed" };

export async function findOwner(owner: string, poll = false): Promise<Owner> {
  const reply = await get<OwnerState>(`/v1/owners/${encodeURIComponent(owner)}`, { poll });
  return reply.kind === "good" ? { at: "here", state: reply.body } : { at: "failed" };
}

export function OwnerPage(props: { owner: string; at: Place }) {
  const { owner } = props;
  const [found, setFound] = useState<Owner>({ at: "loading" });
  async function look(poll: boolean) {
    const next = await findOwner(owner, poll);
    if (poll && (layers.get() > 0 || next.at === "failed")) return;
    setFound(next);
  }
  useEffect(() => {
    void look(false);
    return changes.watch(() => void look(false));
  }, [owner]);
  usePolling(() => look(true));
  const state = found.at === "here" ? found.state : null;
  const open = (dialog: OwnerDialog) => (event: { currentTarget: HTMLElement }) =>
    openDialog(ownerUrl(owner, dialog), event.currentTarget);
  return (
    <>
      <p class="back">
        <PageLink to={home}>
          <ChevronLeft size={16} aria-hidden="true" />
          Everybody's tokens
        </PageLink>
      </p>
      <div class="title">
        <Heading title={owner}>
          {owner}
          {state !== null && <span class="muted">: {count(state.tokens, "token")}</span>}
        </Heading>
        {state?.suspended && (
          <span class="badge suspended">
            <CirclePause size={16} aria-hidden="true" />
            Suspended
          </span>
        )}
        <span class="actions">
          <NewButton />
          {state !== null && !state.suspended && owner !== "operator" && (
            <button type="button" onClick={open("suspend")}>
              <CirclePause size={16} aria-hidden="true" />
              Suspend
            </button>
          )}
          {state?.suspended && (
            <button type="button" onClick={open("resume")}>
              <CirclePlay size={16} aria-hidden="true" />
              Resume
            </button>
          )}
          {state !== null && state.tokens > 0 && (
            <button type="button" class="bad" onClick={open("revoke")}>
              <Ban size={16} aria-hidden="true" />
              Revoke all
            </button>
          )}
        </span>
      </div>
      {found.at === "failed" && (
        <p class="notice bad" role="status">
          How many tokens there are did not load.
        </p>
      )}
      <TokenList at={props.at} owner={owner} />
    </>
  );
}
