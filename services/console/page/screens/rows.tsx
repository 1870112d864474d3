// Tokens as a table, or, where there is no room for one, as a list.

import { Ellipsis, Pencil, RefreshCw, Trash2 } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { now } from "../api/clock";
import { Badge, OwnBadge, Permissions, standingOf } from "../parts/badges";
import { Menu } from "../parts/menu";
import { isolated } from "../parts/name";
import { When } from "../parts/when";
import { go, openDialog, ownerUrl, type TokenDialog, tokenUrl } from "../router";
import { useSession } from "../session_use";
import type { Row } from "./list_state";

const wide = matchMedia("(min-width: 48rem)");

function useWide(): boolean {
  const [is, setIs] = useState(wide.matches);
  useEffect(() => {
    const look = () => setIs(wide.matches);
    wide.addEventListener("change", look);
    return () => wide.removeEventListener("change", look);
  }, []);
  return is;
}

/** A link of the page's own: without a new document, but with all that a link can do. */
export function PageLink(props: {
  to: string;
  children: preact.ComponentChildren;
  class?: string;
}) {
  return (
    <a
      href={props.to}
      class={props.class ?? ""}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go(props.to);
        scrollTo(0, 0);
      }}
    >
      {props.children}
    </a>
  );
}

interface RowsProps {
  rows: readonly Row[];
  /** Whose each is, for operators. */
  owners: boolean;
  busy: boolean;
}

export function Rows(props: RowsProps) {
  return useWide() ? <Table {...props} /> : <Cards {...props} />;
}

function Table(props: RowsProps) {
  return (
    <table class="tokens" aria-busy={props.busy}>
      <caption class="unseen">Access tokens, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          {props.owners && <th scope="col">Owner</th>}
          <th scope="col">Permissions</th>
          <th scope="col">Status</th>
          <th scope="col">Created</th>
          <th scope="col">Expires</th>
          <th scope="col">Last used</th>
          <th scope="col">
            <span class="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <TableRow key={row.token.id} row={row} owners={props.owners} />
        ))}
      </tbody>
    </table>
  );
}

function TableRow(props: { row: Row; owners: boolean }) {
  const { token, gone } = props.row;
  return (
    <tr class={gone ? "gone" : ""} data-id={token.id}>
      <th scope="row">
        <TokenName row={props.row} />
        <span class="second muted">
          …<code>{token.hint}</code>
        </span>
      </th>
      {props.owners && (
        <td>
          <PageLink to={ownerUrl(token.owner)}>{token.owner}</PageLink>
        </td>
      )}
      <td>
        <Permissions scopes={token.scopes} />
      </td>
      <td>
        <Standing row={props.row} />
      </td>
      <td>
        <When at={token.created_at} />
      </td>
      <td>
        <When at={token.expires_at} always />
      </td>
      <td>
        <When at={token.last_used_at} />
      </td>
      <td class="more">{!gone && <More row={props.row} />}</td>
    </tr>
  );
}

function TokenName(props: { row: Row }) {
  const { token } = props.row;
  return (
    <PageLink to={tokenUrl(token.id)} class="name">
      <bdi>{token.name}</bdi>
    </PageLink>
  );
}

function Standing(props: { row: Row }) {
  const { session } = useSession();
  const { token, gone } = props.row;
  return (
    <span class="badges">
      <Badge standing={gone ? "gone" : standingOf(token, now())} />
      {token.id === session.token && <OwnBadge />}
    </span>
  );
}

function Cards(props: RowsProps) {
  return (
    <ul class="tokens" aria-label="Access tokens, newest first" aria-busy={props.busy}>
      {props.rows.map((row) => (
        <li key={row.token.id} class={row.gone ? "gone" : ""} data-id={row.token.id}>
          <div class="head">
            <TokenName row={row} />
            <Standing row={row} />
          </div>
          <div>
            <div class="kind">
              <span class="muted">
                …<code>{row.token.hint}</code>
              </span>
              <Permissions scopes={row.token.scopes} />
            </div>
            {props.owners && (
              <p>
                Owner <PageLink to={ownerUrl(row.token.owner)}>{row.token.owner}</PageLink>
              </p>
            )}
            <p>
              Created <When at={row.token.created_at} always />
            </p>
            <p>
              {row.token.status === "expired" ? "Expired" : "Expires"}{" "}
              <When at={row.token.expires_at} always />
            </p>
            <div class="foot">
              <p>
                {row.token.last_used_at !== null && "Last used "}
                <When at={row.token.last_used_at} always />
              </p>
              {!row.gone && <More row={row} />}
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}

function More(props: { row: Row }) {
  const { token } = props.row;
  return (
    <Menu
      label={`More for ${isolated(token.name)}`}
      face={
        <>
          <Ellipsis size={16} aria-hidden="true" />
          More
        </>
      }
    >
      {(close, button) => {
        const open = (dialog: TokenDialog) => () => {
          close();
          openDialog(tokenUrl(token.id, dialog), button());
        };
        const revoked = token.status === "revoked";
        return (
          <>
            {!revoked && (
              <button type="button" onClick={open("edit")}>
                <Pencil size={16} aria-hidden="true" />
                Edit
              </button>
            )}
            {!revoked && (
              <button type="button" onClick={open("regenerate")}>
                <RefreshCw size={16} aria-hidden="true" />
                Regenerate
              </button>
            )}
            <button type="button" class="bad" onClick={open("delete")}>
              <Trash2 size={16} aria-hidden="true" />
              Delete
            </button>
          </>
        );
      }}
    </Menu>
  );
}
