// What operators alone see.

import type { Place, Route } from "../router";
import { Identify } from "./identify";
import { Ledger } from "./ledger";
import { OwnerPage } from "./owner";

export { OwnerCommand } from "./owner_command";

export function OperatorPages(props: { page: Route; at: Place }) {
  const { page } = props;
  if (page.at === "owner") return <OwnerPage key={page.owner} owner={page.owner} at={props.at} />;
  return page.at === "identify" ? <Identify /> : <Ledger />;
}
