#include "engine/aws/credential_chain.h"

#include <string>
#include <utility>

#include "engine/aws/profile_credentials.h"

namespace reg2graph {
namespace {

// The official SDKs renew in about the last five minutes too; a token lives for at least fifteen.
constexpr absl::Duration kRenewBefore = absl::Minutes(5);

}  // namespace

CredentialChain::CredentialChain(Variables variables, const HttpSessionOptions& http)
    : variables_(std::move(variables)), session_([&http] {
        HttpSessionOptions options = http;
        options.connect_timeout = std::chrono::seconds(2);
        options.stall_timeout = std::chrono::seconds(10);
        return options;
      }()) {}

absl::StatusOr<AwsCredentials> CredentialChain::Get() {
  MutexLock lock(mutex_);
  const absl::Time now = absl::Now();
  if (found_ && found_->expiration - now > kRenewBefore) return *found_;
  absl::StatusOr<AwsCredentials> fresh = Find();
  // An endpoint that is away for a moment does no harm while the old ones still hold.
  if (!fresh.ok() && found_ && found_->expiration > now) return *found_;
  if (fresh.ok()) found_ = *fresh;
  return fresh;
}

bool CredentialChain::Renewable(const AwsCredentials& refused) {
  MutexLock lock(mutex_);
  if (!found_ || found_->expiration == absl::InfiniteFuture()) return false;
  if (found_->access_key_id != refused.access_key_id || found_->session_token != refused.session_token) {
    return true;  // they are renewed already
  }
  found_.reset();
  const absl::StatusOr<AwsCredentials> fresh = Find();
  if (!fresh.ok()) return false;
  found_ = *fresh;
  return fresh->session_token != refused.session_token || fresh->access_key_id != refused.access_key_id;
}

absl::StatusOr<AwsCredentials> CredentialChain::Find() { return FindCredentials(variables_, session_); }

}  // namespace reg2graph
