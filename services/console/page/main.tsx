import "./looks/page.css";
import { render } from "preact";
import { App } from "./screens/app";

const body = document.getElementById("page");
if (body !== null) {
  body.textContent = "";
  render(<App />, body);
}
