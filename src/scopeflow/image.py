"""tf.image: pictures, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.image.adjusting: adjust_brightness adjust_contrast adjust_gamma adjust_hue
    ops.image.adjusting: adjust_jpeg_quality adjust_saturation
    ops.image.boxes: draw_bounding_boxes sample_distorted_bounding_box
    ops.image.combined_suppression: combined_non_max_suppression
    ops.image.crop_resize: crop_and_resize
    ops.image.glimpse: extract_glimpse
    ops.image.suppression: non_max_suppression non_max_suppression_overlaps
    ops.image.suppression: non_max_suppression_padded non_max_suppression_with_scores
    ops.image.colors: grayscale_to_rgb hsv_to_rgb rgb_to_grayscale rgb_to_hsv rgb_to_yiq
    ops.image.colors: rgb_to_yuv yiq_to_rgb yuv_to_rgb
    ops.image.conversion: convert_image_dtype per_image_standardization
    ops.image.cropping: central_crop crop_to_bounding_box pad_to_bounding_box
    ops.image.cropping: resize_image_with_crop_or_pad resize_image_with_pad
    ops.image.cropping: resize_with_crop_or_pad=resize_image_with_crop_or_pad
    ops.image.decode_image: decode_image is_jpeg
    ops.image.decoding: decode_and_crop_jpeg decode_bmp decode_gif decode_jpeg decode_png
    ops.image.decoding: extract_jpeg_shape
    ops.image.encoding: encode_jpeg encode_png
    ops.image.filters: image_gradients sobel_edges total_variation
    ops.image.flipping: flip_left_right flip_up_down random_flip_left_right random_flip_up_down
    ops.image.flipping: rot90 transpose=transpose_image transpose_image
    ops.image.quality: psnr ssim ssim_multiscale
    ops.image.random_changes: random_brightness random_contrast random_hue random_jpeg_quality
    ops.image.random_changes: random_saturation
    ops.image.resize_images: ResizeMethod resize=resize_images resize_images
    ops.image.resizing: resize_area resize_bicubic resize_bilinear resize_nearest_neighbor
    ops.nn.patches: extract_image_patches extract_patches
    ops.random.crop: random_crop
    """,
)
