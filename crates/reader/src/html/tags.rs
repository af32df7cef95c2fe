//! The elements that matter to reading, by name.

macro_rules! tags {
    ($($name:ident $text:literal)*) => {
        /// An element's name; all that are of no matter here are [`Tag::Other`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Tag { $($name,)* Other, Text }

        impl Tag {
            /// Returns the tag that a name in lower case names.
            fn of_lower(name: &[u8]) -> Self {
                $(if name == $text { return Self::$name; })*
                Self::Other
            }
        }
    };
}

tags! {
    P b"p" Div b"div" A b"a" Span b"span" Li b"li" Br b"br" Img b"img" Ul b"ul" Ol b"ol"
    Strong b"strong" Em b"em" B b"b" I b"i" H1 b"h1" H2 b"h2" H3 b"h3" H4 b"h4" H5 b"h5" H6 b"h6"
    Section b"section" Article b"article" Main b"main" Header b"header" Footer b"footer" Nav b"nav"
    Aside b"aside" Figure b"figure" Figcaption b"figcaption" Blockquote b"blockquote" Pre b"pre"
    Table b"table" Thead b"thead" Tbody b"tbody" Tfoot b"tfoot" Tr b"tr" Td b"td" Th b"th"
    Caption b"caption" Dl b"dl" Dt b"dt" Dd b"dd" Hr b"hr" Form b"form" Fieldset b"fieldset"
    Button b"button" Input b"input" Select b"select" Option b"option" Label b"label"
    Textarea b"textarea" Script b"script" Style b"style" Noscript b"noscript" Template b"template"
    Svg b"svg" Math b"math" Iframe b"iframe" Object b"object" Embed b"embed" Video b"video"
    Audio b"audio" Source b"source" Track b"track" Picture b"picture" Canvas b"canvas" Map b"map"
    Area b"area" Meta b"meta" Link b"link" Base b"base" Title b"title" Head b"head" Body b"body"
    Html b"html" Time b"time" Cite b"cite" Q b"q" Sup b"sup" Sub b"sub" Code b"code" Kbd b"kbd"
    Font b"font" Center b"center" Address b"address" Details b"details" Summary b"summary"
    Dialog b"dialog" Menu b"menu" Wbr b"wbr" Xmp b"xmp" Noembed b"noembed" Noframes b"noframes"
    Param b"param" Col b"col" Small b"small"
}

/// The longest name of an element that is known.
const LONGEST: usize = 10;

impl Tag {
    /// How many there are.
    pub(super) const COUNT: usize = Self::Text as usize + 1;

    /// Returns the tag of a name as it is written.
    pub(super) fn of(name: &[u8]) -> Self {
        let mut lower = [0; LONGEST];
        let Some(lower) = lower.get_mut(..name.len()) else { return Self::Other };
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        Self::of_lower(lower)
    }

    /// Tells whether it never has an end tag, nor anything in it.
    pub(super) fn is_void(self) -> bool {
        use Tag::{
            Area, Base, Br, Col, Embed, Hr, Img, Input, Link, Meta, Param, Source, Track, Wbr,
        };
        matches!(
            self,
            Area | Base
                | Br
                | Col
                | Embed
                | Hr
                | Img
                | Input
                | Link
                | Meta
                | Param
                | Source
                | Track
                | Wbr
        )
    }

    /// Tells whether what is in it is no markup up to its end tag.
    pub(super) fn is_raw(self) -> bool {
        use Tag::{Iframe, Noembed, Noframes, Script, Style, Textarea, Title, Xmp};
        matches!(self, Iframe | Noembed | Noframes | Script | Style | Textarea | Title | Xmp)
    }

    /// Tells whether a paragraph ends where it begins.
    pub(super) fn ends_paragraph(self) -> bool {
        use Tag::{Address, Center, Details, Dialog, Dl, Fieldset, Form, Hr, Menu, Ol, Pre, Ul};
        use Tag::{Article, Aside, Blockquote, Div, Figcaption, Figure, Footer, Header, Main, Nav};
        use Tag::{Dd, Dt, Li, P, Section, Summary, Table};
        self.is_heading()
            || matches!(
                self,
                Address | Center | Details | Dialog | Dl | Fieldset | Form | Hr | Menu | Ol | Pre
            )
            || matches!(self, Article | Aside | Blockquote | Div | Figcaption | Figure | Footer)
            || matches!(self, Header | Main | Nav | Dd | Dt | Li | P | Section | Summary | Table)
            || matches!(self, Ul)
    }

    /// Tells whether it is a heading of any rank.
    pub(super) fn is_heading(self) -> bool {
        use Tag::{H1, H2, H3, H4, H5, H6};
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    /// Tells whether it is set as lines of its own.
    pub(super) fn is_block(self) -> bool {
        use Tag::{Body, Caption, Head, Html, Option, Select, Tbody, Td, Tfoot, Th, Thead, Tr};
        use Tag::{Button, Iframe, Noscript, Object, Template, Video};
        self.ends_paragraph()
            || matches!(self, Body | Caption | Head | Html | Option | Select | Tbody | Td | Tfoot)
            || matches!(self, Th | Thead | Tr | Button | Iframe | Noscript | Object | Template)
            || matches!(self, Video)
    }

    /// Tells whether an end tag within it does not reach out of it.
    pub(super) fn is_scope(self) -> bool {
        use Tag::{Caption, Html, Object, Table, Td, Template, Th};
        matches!(self, Caption | Html | Object | Table | Td | Template | Th)
    }
}
