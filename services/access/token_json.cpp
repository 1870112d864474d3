#include "services/access/token_json.hpp"

#include "events/log/json_writer.hpp"

namespace ledger::access {

std::string token_json(const token::TokenState& token, token::Standing standing,
                       const std::optional<usage::Use>& use, std::string_view secret,
                       std::optional<token::Timestamp> secret_expires_at) {
  std::string text;
  text.reserve(512);
  log::JsonWriter json(text);
  json.begin_object();
  json.key("id").text(to_text(token.id)).key("owner").text(token.owner.text());
  json.key("name").text(token.name).key("scopes").begin_array();
  for (const auto& scope : token.scopes.values()) json.text(scope);
  json.end_array().key("status").text(token.deleted ? "deleted" : token::to_text(standing));
  json.key("hint").text(token.hint);
  json.key("revision").number(token.revision);
  json.key("created_at").text(token::to_text(token.created_at));
  json.key("created_by").text(token.created_by);
  json.key("updated_at").text(token::to_text(token.updated_at));
  json.key("expires_at").text(token::to_text(token.expires_at));
  if (secret_expires_at) json.key("secret_expires_at").text(token::to_text(*secret_expires_at));
  json.key("last_used_at");
  use ? json.text(token::to_text(use->time())) : json.null();
  json.key("last_used_from");
  use && !use->from.empty() ? json.text(use->from) : json.null();
  if (!secret.empty()) json.key("secret").text(secret);
  json.end_object();
  return text;
}

}  // namespace ledger::access
