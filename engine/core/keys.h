#ifndef REG2GRAPH_ENGINE_CORE_KEYS_H_
#define REG2GRAPH_ENGINE_CORE_KEYS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/graph_schema.h"

// Keys are USLM identifiers (https://github.com/usgpo/uslm, "Referencing Model") wherever one exists:
// the same thing has the same key in every document and every run, and anyone can compute it by hand.
//
// GRAMMAR of the keys of divisions
//   title       = "/us/cfr/t" number
//   above parts = title "/st" segment | title "/ch" segment | (chapter, or else its parent) "/sch" segment
//   part        = title "/p" name
//   subpart     = (part, or else its parent) "/sp" name
//   group       = parent "/sg-" slug
//   section     = title "/s" segment              in a part, of an identifier with a dot
//               | part "/s" name                  of one without, or of a part that is numbered "~2"
//               | title "/s~" name                directly under the title
//               | parent "/s" name                outside a part elsewhere
//   appendix    = (part | subpart) ("/a" | "/sup") segment   as "Appendix A to Subpart B of Part 9" says
//               | division "/a-" slug             any other name: under the nearest that is no subject group
//   hed         = parent "#hed" ordinal
//   name        = segment | "-" slug              of the heading, if the identifier is generated or empty
//   segment     = an identifier as KeySegment writes it
//   slug        = a heading as Slug writes it
// The second and later of the children that would share a key end in "~2", "~3", ...
namespace reg2graph {

// A segment of a key: `[RESERVED]` and outer blanks dropped, the dashes made one, all but ASCII
// letters, digits and `. - ( ) _` percent-encoded.
std::string KeySegment(std::string_view identifier);
// Lower-case ASCII letters and digits, each run of anything else one '-'.
std::string Slug(std::string_view text);
// "-" for each of the dashes U+2010 to U+2015 and U+2212.
std::string PlainDashes(std::string_view text);

std::string TitleKey(int title);                        // /us/cfr/t12
std::string PartKey(int title, std::string_view part);  // /us/cfr/t12/p1026
bool IsPartKey(std::string_view key);
// The key of a section of a part: /us/cfr/t12/s1026.5, or /us/cfr/t14/p241/s1-1 of an identifier without a
// dot.
std::string SectionKey(int title, std::string_view part_key, std::string_view section);

// What identifies a division among its siblings.
struct DivisionName {
  DivisionType type;
  std::string_view identifier;
  std::string_view heading = {};  // its text, without markup; needed where KeyedByHeading
  int ordinal = 1;                // of a Hed among its parent's, from 1
};

// Whether the key of such a division is made from its heading: eCFR generates identifiers ("ECFR" and 15
// hexadecimal digits) where the text has none, and no other format has them.
bool KeyedByHeading(DivisionType type, std::string_view identifier);

// Whether such a division can be keyed only if it is known which part contains it.
bool NeedsItsPart(const DivisionName& division);

// A division on the way from the title down to the one that is keyed.
struct KeyedDivision {
  DivisionType type;
  std::string identifier;  // as KeySegment makes it
  std::string key;
};
// The key of a division under `ancestors`, the title first; empty where its ancestors are unknown,
// which is enough unless NeedsItsPart. Repeats are the caller's to number.
std::string DivisionKey(int title, const DivisionName& division, std::span<const KeyedDivision> ancestors);

// True for the key of a division or text at or below `key`. (A plain prefix does not say so: /us/cfr/t1 is
// one of /us/cfr/t10.)
bool IsAtOrBelow(std::string_view id, std::string_view key);
bool IsTitleKey(std::string_view key);
// The title of a division's key.
std::string_view TitleAtOrAbove(std::string_view key);
// The part whose key is above this one, or empty: sections with a dot are not below their part.
std::string_view PartAbove(std::string_view key);
// The same, or the key itself if it is a part's.
std::string_view PartAtOrAbove(std::string_view key);

// TypeID (https://github.com/jetify-com/typeid): `prefix`, '_' and 26 base-32 characters of the first 128
// bits of SHA-256 of `key`. The prefix is lower-cased and loses `_ - .` and digits.
std::string TypeId(std::string_view prefix, std::string_view key);

// The key one segment up, or empty where the chain ends (a title, a law, a volume).
std::string ParentOfKey(std::string_view key);

}  // namespace reg2graph

#endif  // REG2GRAPH_ENGINE_CORE_KEYS_H_
