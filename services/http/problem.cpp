#include "services/http/problem.hpp"

#include "events/log/json_writer.hpp"

namespace ledger::http {

Problem make_problem(unsigned status, std::string type, std::string title, std::string detail) {
  return {status, std::move(type), std::move(title), std::move(detail), {}, {}, {}};
}

void write_problem(Response& response, const Problem& problem) {
  thread_local std::string json;
  json.clear();
  log::JsonWriter writer(json);
  writer.begin_object();
  writer.key("type").text("urn:tokenledger:problem:" + problem.type);
  writer.key("title").text(problem.title);
  writer.key("status").number(problem.status);
  writer.key("detail").text(problem.detail);
  if (!problem.errors.empty()) {
    writer.key("errors").begin_array();
    for (const Problem::Pointed& error : problem.errors) {
      writer.begin_object();
      writer.key("pointer").text(error.pointer).key("detail").text(error.detail);
      writer.end_object();
    }
    writer.end_array();
  }
  for (const auto& [name, value] : problem.members) writer.key(name).text(value);
  writer.end_object();

  response.status(problem.status);
  for (const auto& [name, value] : problem.headers) response.header(name, value);
  response.body("application/problem+json", json);
}

}  // namespace ledger::http
