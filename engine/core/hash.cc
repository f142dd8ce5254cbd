#include "engine/core/hash.h"

#include <openssl/evp.h>
#include <xxhash.h>

namespace reg2graph {

std::string Hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

std::string Hex(const std::array<unsigned char, 32>& digest) {
  return Hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

namespace {

// EVP_sha256() would be looked up again for each digest.
const EVP_MD* Algorithm() {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched != nullptr ? fetched : EVP_sha256();
}

}  // namespace

Sha256::Sha256() : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex(state_->context, Algorithm(), nullptr);
}
Sha256::~Sha256() = default;

void Sha256::Update(std::string_view bytes) { EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()); }

std::array<unsigned char, 32> Sha256::Finish() {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(state_->context, digest.data(), &size);
  return digest;
}

std::string Sha256::FinishHex() {
  const std::array<unsigned char, 32> digest = Finish();
  return Hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::array<unsigned char, 32> Sha256Of(std::string_view bytes) {
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                                     EVP_MD_CTX_free);
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  EVP_DigestInit_ex(context.get(), Algorithm(), nullptr);
  EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
  EVP_DigestFinal_ex(context.get(), digest.data(), &size);
  return digest;
}

std::string HexSha256(std::string_view bytes) { return Hex(Sha256Of(bytes)); }

struct StableHash::State {
  XXH3_state_t* xxh = XXH3_createState();
  ~State() { XXH3_freeState(xxh); }
};

StableHash::StableHash() : state_(std::make_unique<State>()) { XXH3_128bits_reset(state_->xxh); }
StableHash::~StableHash() = default;

void StableHash::Update(std::string_view bytes) {
  XXH3_128bits_update(state_->xxh, bytes.data(), bytes.size());
}

std::string StableHash::Finish() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_->xxh));
  return Hex({reinterpret_cast<const char*>(canonical.digest), sizeof(canonical.digest)});
}

}  // namespace reg2graph
