//! What files people may send, by media type. HEIC is none of them: what iPhones keep is sent as JPEG.

use crate::words::words;

words! {
    /// A type of file that can be attached to a ticket.
    pub enum FileType {
        Jpeg = "image/jpeg", "JPEG 图片", "a JPEG picture";
        Png = "image/png", "PNG 图片", "a PNG picture";
        Webp = "image/webp", "WebP 图片", "a WebP picture";
        Pdf = "application/pdf", "PDF 文档", "a PDF document";
        Mp4 = "video/mp4", "MP4 视频", "an MP4 film";
    }
}

impl FileType {
    /// What a file of it is called at its end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
            Self::Mp4 => "mp4",
        }
    }

    /// Whether a browser shows it and can run nothing that stands in it.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }
}
