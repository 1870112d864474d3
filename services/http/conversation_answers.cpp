// What a Conversation answers by itself: refusals, failures of handlers, and what there is at a
// path.

#include <typeinfo>

#include "services/http/conversation.hpp"
#include "services/http/refusal.hpp"

namespace ledger::http {

void Conversation::answer_options(const Router::Match& match) {
  // Whatever is added to answers of a path.
  Problem added;
  environment_.router.touch_refusal(request_.path, added);
  response_->status(204).header("Allow", match.allow);
  if (!match.accept_patch.empty()) response_->header("Accept-Patch", match.accept_patch);
  for (const auto& [name, value] : added.headers) response_->header(name, value);
  response_->no_body();
  request_answered();
}

void Conversation::make_name() {
  if (!name_.id.empty()) return;
  environment_.request_ids.make(made_id_);
  name_.id = {made_id_.data(), made_id_.size()};
  response_->name(name_.id);
}

void Conversation::tell_of_answer() const noexcept {
  environment_.sight->on_answered(
      {route_, request_.method, response_->status_code(), response_->size(), opened_ - begun_,
       std::chrono::steady_clock::now() - opened_, response_->begun(), name_, request_.peer});
}

void Conversation::refuse(errc why) { refuse(problem_of(why)); }

void Conversation::refuse(Problem problem) {
  environment_.router.touch_refusal(request_.path, problem);
  write_problem(*response_, problem);
  request_answered();
}

void Conversation::end_with(errc why) {
  make_response(false);
  refuse(why);
}

void Conversation::fail(const char* reason) {
  // Of the request itself nothing is logged: it may hold a secret.
  log_failure(reason);
  response_->restart();
  response_->close();
  refuse(failure_problem_ ? *std::move(failure_problem_) : problem_of(errc::internal));
}

void Conversation::break_off() {
  log_failure(failure_);
  out_.clear();
  broken_ = true;
}

void Conversation::log_failure(const char* reason) const noexcept {
  if (environment_.sight != nullptr) environment_.sight->on_failed(*route_, reason, name_);
}

void Conversation::note(const std::exception& thrown) {
  failure_ = typeid(thrown).name();
  failure_problem_ = environment_.router.problem_of(thrown);
}

Problem Conversation::problem_of(errc why) const {
  Problem problem = refusal(why);
  if (why == errc::method_not_allowed) problem.headers.emplace_back("Allow", allow_);
  if (why == errc::not_found && elsewhere_) {
    problem.detail = "This listener does not serve this path; ask one with the role `" +
                     std::string(name_of(*elsewhere_)) + "`.";
  }
  if (why == errc::not_acceptable) problem.detail += " It answers " + route_->answer_type + ".";
  if (why == errc::content_too_large) {
    problem.detail += " It takes " + std::to_string(body_bytes_max()) + " bytes.";
  }
  if (why == errc::content_encoding) problem.headers.emplace_back("Accept-Encoding", "identity");
  if (why == errc::unsupported_media_type) {
    std::string taken;
    for (const std::string& type : route_->body_types) {
      taken += taken.empty() ? "" : ", ";
      taken += type;
    }
    problem.detail += " It takes " + taken + ", in UTF-8.";
    const bool is_patch = request_.method == boost::beast::http::verb::patch;
    problem.headers.emplace_back(is_patch ? "Accept-Patch" : "Accept", taken);
  }
  return problem;
}

std::size_t Conversation::body_bytes_max() const noexcept {
  return route_->body_bytes_max != 0 ? route_->body_bytes_max : environment_.limits.body_bytes_max;
}

}  // namespace ledger::http
