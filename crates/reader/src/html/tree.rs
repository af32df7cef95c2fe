//! The tree of a page, small and made in one pass: an element holds where its tag stands in the page,
//! and a text where it stands there. Nothing is copied.
//!
//! It is no whole parser of HTML as browsers have it; it is total and linear. Elements nested deeper than
//! [`DEEPEST`] become their ancestor's children, and a page of more than [`MOST_NODES`] nodes ends there.

use super::tags::Tag;

/// How deep elements nest; browsers stop there too.
pub(super) const DEEPEST: usize = 512;

/// How many nodes a page has; the largest real ones have some ten thousands.
pub(super) const MOST_NODES: usize = 400_000;

/// How many bytes of a tag are looked at for attributes.
const MOST_OF_TAG: usize = 16_384;

/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// An element or a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) tag: Tag,
    /// Whether it stands in a link.
    pub(super) in_link: bool,
    pub(super) parent: u32,
    pub(super) first: u32,
    last: u32,
    pub(super) next: u32,
    /// Of a text where it stands in the page, of an element where its attributes stand.
    from: u32,
    to: u32,
}

/// A page as a tree. Its nodes are in the order of the page, the root is the first.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    page: &'a str,
    pub(super) nodes: Vec<Node>,
}

impl<'a> Tree<'a> {
    /// Returns the tree of a page.
    pub(super) fn of(page: &'a str) -> Self {
        let mut builder = Builder::new(page);
        builder.read();
        builder.tree
    }

    /// Returns a node.
    pub(super) fn node(&self, id: u32) -> &Node {
        &self.nodes[id as usize]
    }

    /// Returns what a text has as it is written, or what stands in a tag behind its name.
    pub(super) fn raw(&self, id: u32) -> &'a str {
        let node = self.node(id);
        self.page.get(node.from as usize..node.to as usize).unwrap_or_default()
    }

    /// Returns the value of an element's attribute as it is written. `name` is in lower case.
    pub(super) fn attribute(&self, id: u32, name: &str) -> Option<&'a str> {
        if self.node(id).tag == Tag::Text {
            return None;
        }
        let mut found = None;
        attributes(self.raw(id), |written, value| {
            let is_it = written.eq_ignore_ascii_case(name);
            if is_it {
                found = Some(value);
            }
            !is_it
        });
        found
    }

    /// Calls `each` with the name and the value of every attribute of an element, until it returns false.
    pub(super) fn each_attribute(&self, id: u32, each: impl FnMut(&'a str, &'a str) -> bool) {
        if self.node(id).tag != Tag::Text {
            attributes(self.raw(id), each);
        }
    }

    /// Returns the first node behind a node and all that is in it.
    pub(super) fn after(&self, id: u32) -> u32 {
        let mut id = id;
        loop {
            let node = self.node(id);
            if node.next != NONE {
                return node.next;
            }
            if node.parent == NONE {
                return u32::try_from(self.nodes.len()).unwrap_or(NONE);
            }
            id = node.parent;
        }
    }

    /// Returns the nodes of an element's subtree, itself first.
    pub(super) fn subtree(&self, id: u32) -> std::ops::Range<u32> {
        // The nodes of a subtree are not always consecutive (see `Builder::put`), but mostly.
        id..self.after(id)
    }

    /// Returns the children of an element.
    pub(super) fn children(&self, id: u32) -> impl Iterator<Item = u32> + '_ {
        let first = self.node(id).first;
        std::iter::successors((first != NONE).then_some(first), |id| {
            let next = self.node(*id).next;
            (next != NONE).then_some(next)
        })
    }

    /// Returns an element's ancestors, its parent first.
    pub(super) fn ancestors(&self, id: u32) -> impl Iterator<Item = u32> + '_ {
        let up = |id: u32| {
            let parent = self.node(id).parent;
            (parent != NONE).then_some(parent)
        };
        std::iter::successors(up(id), move |id| up(*id))
    }

    /// Returns the text of an element, entities read and blanks made one, up to `most` bytes or little more.
    pub(super) fn text(&self, id: u32, most: usize) -> String {
        let mut text = String::new();
        for at in self.subtree(id) {
            let node = self.node(at);
            if node.tag == Tag::Text
                && !matches!(self.node(node.parent).tag, Tag::Script | Tag::Style)
            {
                push_collapsed(&mut text, self.raw(at));
            } else if node.tag.is_block() || node.tag == Tag::Br {
                push_collapsed(&mut text, " ");
            }
            if text.len() > most {
                break;
            }
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// Appends a text as it is shown: entities read, blanks made one.
pub(super) fn push_collapsed(out: &mut String, raw: &str) {
    let text = if raw.contains('&') { htmlize::unescape(raw) } else { raw.into() };
    for c in text.chars() {
        let is_blank = c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}');
        if !is_blank {
            if !c.is_control() {
                out.push(c);
            }
        } else if c.is_whitespace() && !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

/// Calls `each` with the name and the value of every attribute of what stands in a tag behind its name,
/// until it returns false.
fn attributes<'a>(raw: &'a str, mut each: impl FnMut(&'a str, &'a str) -> bool) {
    let bytes = raw.as_bytes();
    let mut at = 0;
    let blank = |b: u8| b.is_ascii_whitespace() || b == b'/';
    while at < bytes.len() {
        while at < bytes.len() && blank(bytes[at]) {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && !blank(bytes[at]) && (bytes[at] != b'=' || at == start) {
            at += 1;
        }
        let name = &raw[start..at];
        while at < bytes.len() && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        let mut value = "";
        if at < bytes.len() && bytes[at] == b'=' {
            at += 1;
            while at < bytes.len() && bytes[at].is_ascii_whitespace() {
                at += 1;
            }
            let (from, to);
            match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    from = at + 1;
                    to = find(bytes, from, quote).unwrap_or(bytes.len());
                    at = to + 1;
                }
                _ => {
                    from = at;
                    while at < bytes.len() && !bytes[at].is_ascii_whitespace() {
                        at += 1;
                    }
                    to = at;
                }
            }
            value = raw.get(from..to).unwrap_or_default();
        }
        if !name.is_empty() && !each(name, value) {
            return;
        }
    }
}

/// Returns where a byte stands next.
fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    memchr::memchr(byte, bytes.get(from..)?).map(|at| from + at)
}

/// Reads the page from its beginning to its end.
struct Builder<'a> {
    tree: Tree<'a>,
    bytes: &'a [u8],
    at: usize,
    /// The elements that are open, the root first.
    open: Vec<u32>,
    /// How many elements of each tag are open, so that nothing is looked for in vain.
    count: [u32; Tag::COUNT],
    /// How many of each were too deep to be opened.
    beyond: [u32; Tag::COUNT],
    /// How many links are open.
    links: u32,
    /// The end tags that were looked for and are not there: no need to look again.
    missing: [bool; Tag::COUNT],
}

impl<'a> Builder<'a> {
    fn new(page: &'a str) -> Self {
        let root = Node {
            tag: Tag::Html,
            in_link: false,
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
            from: 0,
            to: 0,
        };
        // Places are 32 bits wide.
        let page = &page[..page.floor_char_boundary(u32::MAX as usize - 1)];
        Self {
            tree: Tree { page, nodes: vec![root] },
            bytes: page.as_bytes(),
            at: 0,
            open: vec![0],
            count: [0; Tag::COUNT],
            beyond: [0; Tag::COUNT],
            links: 0,
            missing: [false; Tag::COUNT],
        }
    }

    fn read(&mut self) {
        while self.at < self.bytes.len() && self.tree.nodes.len() < MOST_NODES {
            let start = self.at;
            let mark = find(self.bytes, start, b'<').unwrap_or(self.bytes.len());
            self.at = mark;
            match self.bytes.get(mark + 1) {
                None => {
                    self.text(start, self.bytes.len());
                    return;
                }
                Some(b'!' | b'?') => {
                    self.text(start, mark);
                    self.comment();
                }
                Some(b'/') if self.bytes.get(mark + 2).is_some_and(u8::is_ascii_alphabetic) => {
                    self.text(start, mark);
                    self.end_tag();
                }
                Some(b'/') => {
                    self.text(start, mark);
                    self.at = find(self.bytes, mark, b'>').map_or(self.bytes.len(), |at| at + 1);
                }
                Some(b) if b.is_ascii_alphabetic() => {
                    self.text(start, mark);
                    self.start_tag();
                }
                Some(_) => {
                    // A `<` of the text.
                    self.text(start, mark + 1);
                    self.at = mark + 1;
                }
            }
        }
    }

    /// Skips `<!-- -->`, `<!doctype>`, `<![CDATA[ ]]>`, `<? >`.
    fn comment(&mut self) {
        let rest = &self.bytes[self.at..];
        let after_dashes = |from: usize| {
            let mut at = from;
            while let Some(dash) = find(rest, at, b'-') {
                if rest[dash..].starts_with(b"-->") {
                    return Some(dash + 3);
                }
                if rest[dash..].starts_with(b"--!>") {
                    return Some(dash + 4);
                }
                at = dash + 1;
            }
            None
        };
        let end = if rest.starts_with(b"<!-->") {
            Some(5)
        } else if rest.starts_with(b"<!--") {
            after_dashes(4 - 2)
        } else {
            find(rest, 0, b'>').map(|at| at + 1)
        };
        self.at += end.unwrap_or(rest.len());
    }

    /// Returns the tag whose name stands at a place, and where the name ends.
    fn name(&self, from: usize) -> (Tag, usize) {
        let is_end = |b: &u8| b.is_ascii_whitespace() || *b == b'/' || *b == b'>';
        let rest = &self.bytes[from..];
        let len = rest.iter().position(is_end).unwrap_or(rest.len());
        (Tag::of(&rest[..len]), from + len)
    }

    /// Returns where the tag ends that stands at a place within it: at its `>`.
    fn end_of_tag(&self, from: usize) -> usize {
        let mut at = from;
        let mut quote = 0;
        // Whether an attribute's value may begin: a quotation mark is one only there.
        let mut value = false;
        while let Some(&byte) = self.bytes.get(at) {
            if quote != 0 {
                if byte == quote {
                    quote = 0;
                }
            } else if byte == b'>' {
                return at;
            } else if value && matches!(byte, b'"' | b'\'') {
                quote = byte;
                value = false;
            } else if byte == b'=' {
                value = true;
            } else if !byte.is_ascii_whitespace() {
                value = false;
            }
            at += 1;
        }
        self.bytes.len()
    }

    fn end_tag(&mut self) {
        let (tag, end) = self.name(self.at + 2);
        self.at = (self.end_of_tag(end) + 1).min(self.bytes.len());
        match tag {
            Tag::Br => {
                self.put(Tag::Br, end, end);
            }
            Tag::Html | Tag::Body | Tag::Text => {}
            _ => self.close(tag),
        }
    }

    fn start_tag(&mut self) {
        let (tag, end) = self.name(self.at + 1);
        let close = self.end_of_tag(end);
        self.at = (close + 1).min(self.bytes.len());
        let to = close.min(end + MOST_OF_TAG);
        if tag == Tag::Html {
            // The root's attributes are the first's.
            if self.tree.nodes[0].to == 0 {
                (self.tree.nodes[0].from, self.tree.nodes[0].to) = (place(end), place(to));
            }
            return;
        }
        self.make_room(tag);
        let id = self.put(tag, end, to);
        let closes_itself = self.bytes.get(close.wrapping_sub(1)) == Some(&b'/');
        if tag.is_void() || (closes_itself && matches!(tag, Tag::Svg | Tag::Other)) {
            return;
        }
        if tag.is_raw() {
            self.raw_text(tag, id);
            return;
        }
        if self.open.len() >= DEEPEST {
            self.beyond[tag as usize] += 1;
            return;
        }
        self.open.push(id);
        self.count[tag as usize] += 1;
        self.links += u32::from(tag == Tag::A);
    }

    /// Reads what is no markup up to its end tag. Without one it is to the end, unless the tag was found
    /// unclosed before.
    fn raw_text(&mut self, tag: Tag, id: u32) {
        if self.missing[tag as usize] {
            return;
        }
        let start = self.at;
        let mut at = start;
        while let Some(mark) = find(self.bytes, at, b'<') {
            if self.bytes.get(mark + 1) == Some(&b'/') {
                let rest = &self.bytes[mark + 2..];
                let len = rest.iter().take(12).take_while(|b| b.is_ascii_alphanumeric()).count();
                if Tag::of(&rest[..len]) == tag {
                    self.open.push(id);
                    self.text(start, mark);
                    self.open.pop();
                    let end = self.end_of_tag(mark + 2 + len);
                    self.at = (end + 1).min(self.bytes.len());
                    return;
                }
            }
            at = mark + 1;
        }
        self.missing[tag as usize] = true;
        if matches!(tag, Tag::Script | Tag::Style) {
            self.at = self.bytes.len();
        }
    }

    /// Closes what an element that begins leaves no room for.
    fn make_room(&mut self, tag: Tag) {
        use Tag::{A, Dd, Dl, Dt, Li, Ol, Option, P, Table, Tbody, Td, Tfoot, Th, Thead, Tr, Ul};
        if tag.ends_paragraph() && self.count[P as usize] > 0 {
            self.close_within(&[P], Tag::is_block);
        }
        match tag {
            Li => {
                self.close_within(&[Li], |tag| {
                    matches!(tag, Ul | Ol | Tag::Menu) || tag.is_scope()
                });
            }
            Dt | Dd => self.close_within(&[Dt, Dd], |tag| tag == Dl || tag.is_scope()),
            Td | Th => self.close_within(&[Td, Th], |tag| matches!(tag, Table | Tr)),
            Tr => self.close_within(&[Tr], |tag| tag == Table),
            Tbody | Thead | Tfoot => {
                self.close_within(&[Tbody, Thead, Tfoot], |tag| tag == Table);
            }
            Option => self.close_within(&[Option], |tag| tag == Tag::Select),
            A if self.links > 0 => self.close(A),
            _ => {}
        }
    }

    /// Closes the nearest open element that is one of `tags`, and all in it, unless something that is a
    /// boundary is nearer.
    fn close_within(&mut self, tags: &[Tag], is_boundary: fn(Tag) -> bool) {
        if tags.iter().all(|tag| self.count[*tag as usize] == 0) {
            return;
        }
        for at in (1..self.open.len()).rev() {
            let tag = self.tree.node(self.open[at]).tag;
            if tags.contains(&tag) {
                self.close_from(at);
                return;
            }
            if is_boundary(tag) {
                return;
            }
        }
    }

    /// Closes the element of an end tag, if one is open.
    fn close(&mut self, tag: Tag) {
        let slot = tag as usize;
        if self.beyond[slot] > 0 {
            self.beyond[slot] -= 1;
            return;
        }
        if self.count[slot] == 0 {
            return;
        }
        let mut crossed = false;
        for at in (1..self.open.len()).rev() {
            let other = self.tree.node(self.open[at]).tag;
            if other == tag {
                if crossed && !tag.is_block() {
                    // `<a><div></a>`: the text goes on in the div, but no longer in the link.
                    self.open.remove(at);
                    self.closed(tag);
                } else {
                    self.close_from(at);
                }
                return;
            }
            if other.is_scope() && tag != Tag::Table {
                return;
            }
            crossed |= other.is_block();
        }
    }

    fn close_from(&mut self, at: usize) {
        for id in self.open.split_off(at) {
            let tag = self.tree.node(id).tag;
            self.closed(tag);
        }
    }

    fn closed(&mut self, tag: Tag) {
        self.count[tag as usize] -= 1;
        self.links -= u32::from(tag == Tag::A);
    }

    fn text(&mut self, from: usize, to: usize) {
        if from < to {
            self.put(Tag::Text, from, to);
        }
    }

    /// Appends a node to the innermost open element.
    fn put(&mut self, tag: Tag, from: usize, to: usize) -> u32 {
        let id = place(self.tree.nodes.len());
        let parent = *self.open.last().unwrap_or(&0);
        let in_link = self.links > 0 || tag == Tag::A;
        self.tree.nodes.push(Node {
            tag,
            in_link,
            parent,
            first: NONE,
            last: NONE,
            next: NONE,
            from: place(from),
            to: place(to),
        });
        let last = self.tree.nodes[parent as usize].last;
        if last == NONE {
            self.tree.nodes[parent as usize].first = id;
        } else {
            self.tree.nodes[last as usize].next = id;
        }
        self.tree.nodes[parent as usize].last = id;
        id
    }
}

/// Returns a place in a page; pages are cut where places end.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}
